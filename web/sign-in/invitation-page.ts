import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { acceptAsNewPerson, acceptInvitation, bearerOf, invitationOf, nameTyped, type Person, signIn } from "#access"
import type { Field } from "../components/view.ts"
import { actorOf } from "../http/actor.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { arrive, doorOf } from "./door.ts"
import { masked } from "./masked.ts"
import type { InvitationView } from "./invitation-view.ts"

const ADDRESS = "/invitations/:token"
const LONGEST_NAME = 200
const SHORTEST_PASSWORD = 12
const LONGEST_PASSWORD = 200
const MOST_CHARACTERS = 1000

type Invitation = NonNullable<Effect.Success<ReturnType<typeof invitationOf>>>

/** Where the link in the mail leads. Looking at it, as mail scanners do, uses nothing up. */
export const invitationPages = new Hono<Env>()
  .get(ADDRESS, allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const invitation = yield* invitationOf(tokenOf(c))
        if (invitation === null) return yield* worthlessPage(c)
        return yield* invitationPage(c, invitation, { name: "", wrong: {} })
      }),
    ),
  )
  .post(ADDRESS, allow("anyone"), (c) => {
    const person = c.get("person")
    const session = c.get("sessionToken")
    return respond(c, person === null || session === null ? comeIn(c) : accept(c, person, session))
  })

const tokenOf = (c: Context<Env>) => (c.req.param("token") ?? "").slice(0, 100)

type Wrong = Readonly<{ name?: string; password?: string }>

/** Somebody new: they choose a password and are in. */
const comeIn = Effect.fn("signIn.comeIn")(function* (c: Context<Env>) {
  const text = c.get("web").words.team.invitation
  const typed = yield* formTexts(c)
  const password = typed["password"] ?? ""
  const invitation = yield* invitationOf(tokenOf(c))
  if (invitation === null) return yield* comeInAgain(c, password)
  const name = nameTyped(typed["name"] ?? "")
  const length = [...password].length
  const wrong: Wrong = {
    ...(name === null ? { name: text.nameMissing } : {}),
    ...(length < SHORTEST_PASSWORD ? { password: text.passwordShort } : {}),
    ...(length > LONGEST_PASSWORD ? { password: text.passwordLong } : {}),
  }
  if (invitation.known || name === null || Object.keys(wrong).length > 0) {
    return yield* invitationPage(c, invitation, { name: (typed["name"] ?? "").slice(0, LONGEST_NAME), wrong })
  }
  const door = yield* doorOf(c)
  return yield* acceptAsNewPerson(tokenOf(c), { ...door, name, password }).pipe(
    Effect.map((session): Response => arrive(c, { kind: "in", session }, "/")),
    Effect.catchTags({
      AlreadyKnown: () => comeInAgain(c, password),
      InvitationWorthless: () => comeInAgain(c, password),
    }),
  )
})

/** The same form once more, by a second press or the back button: they are there already, and the password lets them in. */
const comeInAgain = Effect.fn("signIn.comeInAgain")(function* (c: Context<Env>, password: string) {
  const email = yield* bearerOf(tokenOf(c))
  if (email === null || password === "" || password.length > MOST_CHARACTERS) return yield* worthlessPage(c)
  const door = yield* doorOf(c)
  return yield* signIn({ ...door, email, password }).pipe(
    Effect.map((entered): Response => arrive(c, entered, "/")),
    Effect.catchTags({ SignInRefused: () => worthlessPage(c), TooManyTries: () => worthlessPage(c) }),
  )
})

/** Somebody who is here already: they are let in, if they are who was invited. */
const accept = Effect.fn("signIn.accept")(function* (c: Context<Env>, person: Person, session: string) {
  return yield* acceptInvitation(actorOf(c), person, session, tokenOf(c)).pipe(
    Effect.map((): Response => c.redirect("/", 303)),
    Effect.catchTags({
      NotInvited: () =>
        Effect.flatMap(invitationOf(tokenOf(c)), (found) =>
          found === null ? worthlessPage(c) : invitationPage(c, found, { name: "", wrong: {} }),
        ),
      InvitationWorthless: () => worthlessPage(c),
    }),
  )
})

const stepOf = (invitation: Invitation, person: Person | null): InvitationView["step"] => {
  if (person === null) return invitation.known ? "sign-in" : "new"
  return person.viewedBy === null && person.email === invitation.email ? "accept" : "other"
}

const fieldsOf = (c: Context<Env>, name: string, wrong: Wrong): ReadonlyArray<Field> => {
  const text = c.get("web").words.team.invitation
  return [
    {
      name: "name",
      label: text.name,
      hint: null,
      type: "text",
      value: name,
      autocomplete: "name",
      error: wrong.name ?? null,
    },
    {
      name: "password",
      label: text.password,
      hint: text.passwordHint,
      type: "password",
      value: "",
      autocomplete: "new-password",
      error: wrong.password ?? null,
    },
  ]
}

const sees = (c: Context<Env>, { wholeAccount, portfolios }: Invitation) => {
  const { team } = c.get("web").words
  if (wholeAccount) return team.wholeAccount
  return portfolios.length === 0 ? team.noPortfolio : formatsFor(c).list(portfolios.map(({ name }) => name))
}

const invitationPage = Effect.fn("signIn.invitation")(function* (
  c: Context<Env>,
  invitation: Invitation,
  typed: { readonly name: string; readonly wrong: Wrong },
) {
  const { render, words } = c.get("web")
  const text = words.team.invitation
  const person = c.get("person")
  const failed = Object.keys(typed.wrong).length > 0
  const { account, role, staffRole, until, email, invitedBy } = invitation
  const page = yield* Effect.promise(() => layoutOf(c, { title: text.title, failed }))
  const step = stepOf(invitation, person)
  const path = new URL(c.req.url).pathname
  const view: InvitationView = {
    page,
    action: path,
    answer: text.answer(account ?? text.ofStaff(page.company.name)),
    about: [
      text.by(invitedBy),
      role === null ? "" : text.asCustomer(words.roles[role], sees(c, invitation)),
      staffRole === null ? "" : text.asStaff(words.staffRoles[staffRole]),
      until === null ? "" : text.lastDay(formatsFor(c, invitation.timeZone).date(new Date(until.getTime() - 1))),
    ].filter((sentence) => sentence !== ""),
    step,
    // Who has the link has the mail; who is signed in as somebody else may only have found it.
    email: step === "new" || step === "accept" ? email : masked(email),
    name: person?.name ?? "",
    fields: fieldsOf(c, typed.name, typed.wrong),
    signIn: `/sign-in?next=${encodeURIComponent(path)}`,
  }
  c.header("Cache-Control", "no-store")
  return c.html(render("sign-in/invitation", view, words), failed ? 422 : 200)
})

/** The same for what was used, revoked, too old, guessed, or sent by who may not invite any more. */
const worthlessPage = Effect.fn("signIn.worthlessInvitation")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const page = yield* Effect.promise(() => layoutOf(c, { title: words.team.invitation.title }))
  c.header("Cache-Control", "no-store")
  return c.html(render("sign-in/worthless-invitation", { page }, words), 404)
})
