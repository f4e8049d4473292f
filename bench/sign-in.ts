import { password } from "./fleet.ts"

/** Signs in one of the benchmarks' people and returns the cookie. */
export const signIn = async (url: string, email: string): Promise<string> => {
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    headers: { origin: url },
    body: new URLSearchParams({ email, password }),
    redirect: "manual",
  })
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0]
  if (answer.status !== 303 || cookie === undefined) throw new Error(`Signing in was answered with ${answer.status}.`)
  return cookie
}
