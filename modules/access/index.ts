export { type Actor, type AuditAction, auditActions, type AuditEntry, portalItself } from "./domain/audit.ts"
export { Email, NewPassword, nameTyped, phoneTyped } from "./domain/fields.ts"
export { type RelyingParty } from "./domain/passkey.ts"
export { may, type Permission, permissions, type Role, roles } from "./domain/permissions.ts"
export {
  type AccountName,
  type CustomerRole,
  customerRoles,
  type Person,
  type StaffRole,
  staffRoles,
} from "./domain/person.ts"
export { limitedPlace, networkAddress } from "./domain/place.ts"
export { personalScopes, type Scope, scopes } from "./domain/scopes.ts"
export type { Terms, TermsImpossible } from "./domain/terms.ts"
export { hashToken, newToken } from "./domain/token.ts"
export { lineTyped } from "./domain/visible.ts"
export type { Account } from "./persistence/accounts.ts"
export type { Company } from "./persistence/company.ts"
export type { Sender } from "./letters.ts"
export { ACCESS_CHANGED } from "./use-cases/membership-changed.ts"
export type { AuditFilter, LoggedEntry } from "./persistence/audit-entries.ts"
export type { ApiToken, StaffToken } from "./persistence/api-tokens.ts"
export { latestTokenDay, readTokenName, TOKEN_YEARS, tokenDays, tokenEnd } from "./domain/token-request.ts"
export { audit } from "./use-cases/audit.ts"
export { auditLog, exportAuditLog } from "./use-cases/audit-log.ts"
export { makeStaffToken } from "./use-cases/make-staff-token.ts"
export { revokeStaffToken, staffToken, staffTokens } from "./use-cases/revoke-staff-token.ts"
export { renewStaffToken, type StaffTokenHolder, staffTokenHolder } from "./use-cases/staff-token.ts"
export { readersOf } from "./use-cases/readers-of.ts"
export { readMessage } from "./use-cases/read-message.ts"
export { forgetExpired, signIn, SignInRefused, signOut } from "./use-cases/sign-in.ts"
export type { Door, Entered } from "./use-cases/sign-in-session.ts"
export { CodeRefused, SecondStepOver, secondStepWaits, takeSecondStep } from "./use-cases/second-step.ts"
export {
  askForNewPassword,
  chooseNewPassword,
  passwordLinkFor,
  PasswordLinkWorthless,
} from "./use-cases/forgotten-password.ts"
export { beginPasskeySignIn, PasskeySignInRefused, signInByPasskey } from "./use-cases/passkey-sign-in.ts"
export { beginSingleSignOn, endSingleSignOn } from "./use-cases/single-sign-on.ts"
export type { IdentityProvider, SingleSignOnFailed } from "./identity-provider.ts"
export { addMember } from "./use-cases/add-member.ts"
export { addUser, EmailTaken } from "./use-cases/add-user.ts"
export {
  becomeFirstAdministrator,
  offerSetup,
  setupIsOpen,
  SetupLinkWorthless,
} from "./use-cases/first-administrator.ts"
export { LONGEST_PORTFOLIO_NAME, nameProblem, type PortfolioContents, portfolioName } from "./domain/portfolio.ts"
export { addToPortfolio, followMovedUnits, removeFromPortfolio } from "./use-cases/change-portfolio.ts"
export { deletePortfolio } from "./use-cases/delete-portfolio.ts"
export { makePortfolio } from "./use-cases/make-portfolio.ts"
export { portfolioOf, portfoliosOf } from "./use-cases/portfolios-of.ts"
export { renamePortfolio } from "./use-cases/rename-portfolio.ts"
export { company, nameCompany } from "./use-cases/name-company.ts"
export { AccountNameTaken, allAccounts, anyAccount, findAccountByName, openAccount } from "./use-cases/open-account.ts"
export { membershipsOf } from "./use-cases/memberships-of.ts"
export { type MySettings, mySettings } from "./use-cases/my-settings.ts"
export { changeMyDetails } from "./use-cases/change-my-details.ts"
export {
  cancelEmailChange,
  confirmEmailChange,
  emailChangeOf,
  EmailLinkWorthless,
  EmailUnchanged,
  requestEmailChange,
} from "./use-cases/change-my-email.ts"
export { changeMyPassword } from "./use-cases/change-my-password.ts"
export {
  cancelPhone,
  confirmPhone,
  PhoneCodeGone,
  PhoneCodeWrong,
  phoneToConfirm,
  removePhone,
  sendPhoneCode,
} from "./use-cases/change-my-phone.ts"
export { countTry, TooManyTries } from "./use-cases/limited.ts"
export { LastWayIn, PasskeyNotFound, passkeysOf, removePasskey } from "./use-cases/my-passkeys.ts"
export { endMyOtherSessions, endMySession, SessionNotFound, sessionsOf } from "./use-cases/my-sessions.ts"
export { type Myself, type Proof, ProofWrong, SignInTooOld } from "./use-cases/prove-myself.ts"
export {
  beginPasskey,
  MOST_PASSKEYS,
  PasskeyRefused,
  registerPasskey,
  TooManyPasskeys,
} from "./use-cases/register-passkey.ts"
export {
  beginEnrolment,
  confirmEnrolment,
  enrolmentOf,
  EnrolmentGone,
  SecondFactorCodeWrong,
} from "./use-cases/second-factor-enrolment.ts"
export { NoSecondFactor, renewRecoveryCodes, switchSecondFactorOff } from "./use-cases/second-factor-change.ts"
export { personOfSession } from "./use-cases/person-of-session.ts"
export { issueGatewayToken, renewGatewayToken } from "./use-cases/gateway-token.ts"
export { type TokenHolder, tokenHolder } from "./use-cases/token-holder.ts"
export { makeToken, TokenMadeBefore, TokenNotAllowed } from "./use-cases/make-token.ts"
export { revokeToken, TokenNotFound } from "./use-cases/revoke-token.ts"
export { revocableToken, tokensOf } from "./use-cases/tokens-of.ts"
export type { CalendarFeed } from "./persistence/calendar-feeds.ts"
export { type FeedHolder, feedHolder, feedsOf, noteFeedContent } from "./use-cases/feeds-of.ts"
export { FeedMadeBefore, FeedNotAllowed, makeFeed } from "./use-cases/make-feed.ts"
export { FeedNotFound, revokeFeed } from "./use-cases/revoke-feed.ts"
export { AccountNotFound, switchAccount } from "./use-cases/switch-account.ts"
export { schedules as accessSchedules } from "./jobs.ts"
export { acceptAsNewPerson, acceptInvitation, bearerOf, invitationOf } from "./use-cases/accept-invitation.ts"
export { accountsToEnter } from "./use-cases/accounts-to-enter.ts"
export { changeMember } from "./use-cases/change-member.ts"
export { changeStaff, removeStaff, staffMember } from "./use-cases/change-staff.ts"
export { invite, inviteStaff, resendInvitation, revokeInvitation } from "./use-cases/invite.ts"
export { leaveAccount, removeMember } from "./use-cases/remove-member.ts"
export { invitationsOf, memberOf, MOST_INVITATIONS, staffTeam, teamChoices, teamOf } from "./use-cases/team-of.ts"
export { beginViewing, endViewing } from "./use-cases/view-as.ts"
