import { Schema } from "effect"

/** An address as people type it: blanks around it and capitals do not matter. */
export const Email = Schema.Trim.pipe(
  Schema.check(
    Schema.makeFilter((text: string) =>
      /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/.test(text) ? undefined : "Enter an e-mail address such as name@example.com",
    ),
  ),
)

/** At least twelve characters (NIST SP 800-63B asks for length, not for kinds of characters). */
export const NewPassword = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text: string) => {
      const length = [...text].length
      if (length < 12) return "Choose a password of at least 12 characters"
      return length > 200 ? "Choose a password of at most 200 characters" : undefined
    }),
  ),
)

export const emailKey = (email: string) => email.trim().toLowerCase()
