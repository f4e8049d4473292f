/** An address as only those recognise it who know it: "i•••@n•••.example". */
export const masked = (email: string): string => {
  const [, name = "", host = ""] = /^(.*)@(.*)$/u.exec(email) ?? []
  const first = (text: string) => [...text][0] ?? ""
  const dot = host.lastIndexOf(".")
  return `${first(name)}•••@${first(host)}•••${dot > 0 ? host.slice(dot) : ""}`
}
