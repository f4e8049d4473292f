const MOST_CHARACTERS = 2000

/**
 * Where somebody goes who has signed in: only a path of this site, else "/". Anything else would let a link lead a person who
 * signs in to somewhere else.
 */
export const localPath = (next: string | undefined): string => {
  if (next === undefined || next.length > MOST_CHARACTERS) return "/"
  return /^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(next) && !next.startsWith("/sign-in") ? next : "/"
}
