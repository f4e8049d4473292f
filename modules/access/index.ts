export { Email, NewPassword } from "./domain/fields.ts"
export type { AccountName, CustomerRole, Person, StaffRole } from "./domain/person.ts"
export { hashToken, newToken } from "./domain/token.ts"
export type { Account } from "./persistence/accounts.ts"
export type { Company } from "./persistence/company.ts"
export { forgetExpired, signIn, SignInRefused, signOut, TooManySignIns } from "./use-cases/sign-in.ts"
export { addMember } from "./use-cases/add-member.ts"
export { addUser, EmailTaken } from "./use-cases/add-user.ts"
export {
  becomeFirstAdministrator,
  offerSetup,
  setupIsOpen,
  SetupLinkWorthless,
} from "./use-cases/first-administrator.ts"
export { makePortfolio } from "./use-cases/make-portfolio.ts"
export { company, nameCompany } from "./use-cases/name-company.ts"
export { AccountNameTaken, allAccounts, anyAccount, findAccountByName, openAccount } from "./use-cases/open-account.ts"
export { membershipsOf } from "./use-cases/memberships-of.ts"
export { personOfSession } from "./use-cases/person-of-session.ts"
export { AccountNotFound, switchAccount } from "./use-cases/switch-account.ts"
export { schedules as accessSchedules } from "./jobs.ts"
