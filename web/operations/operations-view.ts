import type { ProgressView } from "../components/progress.ts"
import type { Choice, Emptiness, Fact, Figure, Link, Moment, Pages } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** `operations/overview`: `GET /operations`. */
export interface OperationsView {
  readonly page: LayoutView
  /** "3 messages have failed." or that all is well (`words.operations.overview`). */
  readonly answer: string
  /** Each with a link: failed messages, waiting, customers, imports, gateways. */
  readonly figures: ReadonlyArray<Figure>
}

export interface FailedMessage {
  readonly id: string
  /** "equipment.unit-state-changed.v1" */
  readonly event: string
  /** "notifications.tell-subscribers" */
  readonly queue: string
  readonly when: Moment
  readonly tries: string
  readonly error: string
  /** Where in the program it happened, line by line, or "". */
  readonly trace: string
  /** JSON, indented. */
  readonly payload: string
}

/**
 * `operations/messages`: `GET /operations/messages`. `POST /operations/messages/<id>/redelivery` and
 * `POST /operations/messages/redelivery` (all); discarding asks first: `GET /operations/messages/<id>/disposal`
 * (`operations/discard`), then `POST` to the same address.
 */
export interface MessagesView {
  readonly page: LayoutView
  readonly answer: string
  readonly count: string
  /** Whether this person may retry and discard, not only look. */
  readonly mayAct: boolean
  readonly messages: ReadonlyArray<FailedMessage>
  readonly pages: Pages | null
}

/** `operations/discard` */
export interface DiscardView {
  readonly page: LayoutView
  readonly message: FailedMessage
}

export interface QueueRow {
  readonly name: string
  readonly waiting: string
  readonly active: string
  readonly failed: string
  readonly oldest: Moment | null
}

export interface ScheduleRow {
  readonly name: string
  /** "every night at 03:00" or the cron line. */
  readonly runs: string
  readonly last: Moment | null
  readonly next: Moment | null
}

/** `operations/queues`: `GET /operations/queues`. */
export interface QueuesView {
  readonly page: LayoutView
  readonly answer: string
  readonly queues: ReadonlyArray<QueueRow>
  readonly schedules: ReadonlyArray<ScheduleRow>
}

export interface CustomerRow {
  readonly name: string
  readonly country: string
  /** "Europe/London" */
  readonly timeZone: string
  readonly buildings: string
  readonly units: string
}

/** `operations/customers`: `GET /operations/customers`; `POST` there opens an account. */
export interface CustomersView {
  readonly page: LayoutView
  readonly answer: string
  readonly customers: ReadonlyArray<CustomerRow>
  readonly none: Emptiness
  /** The form for a new one, or null where this person may only look. */
  readonly form: {
    readonly name: string
    readonly countries: ReadonlyArray<Choice>
    readonly timeZone: string
    /** What is offered while one types; others are taken as well. */
    readonly timeZones: ReadonlyArray<string>
    readonly errors: ReadonlyArray<{ readonly field: "name" | "country" | "time-zone"; readonly text: string }>
  } | null
}

export interface ImportRow {
  readonly href: string
  readonly file: string
  /** What it holds: "Units", "History of states". */
  readonly kind: string
  readonly account: string
  readonly when: Moment
  readonly by: string
  readonly status: "waiting" | "running" | "finished" | "failed"
  /** "76,061 new, 0 changed, 0 the same, 27 refused" */
  readonly counts: string
}

/**
 * `operations/imports`: `GET /operations/imports`; the form is multipart, `POST /operations/imports` with `file` (or `kept`, an
 * upload that is here already), `account`, `kind` (what it holds), `map` (a name or ""), `own-map` (a file) and `map-text`.
 */
export interface ImportsView {
  readonly page: LayoutView
  readonly answer: string
  readonly imports: ReadonlyArray<ImportRow>
  readonly none: Emptiness
  readonly pages: Pages | null
  /** Whether this person may import, not only look. */
  readonly mayAct: boolean
  /** In place of the form: there is no account yet to import into. */
  readonly noAccounts: Emptiness | null
  readonly kept: { readonly id: string; readonly file: string } | null
  readonly accounts: ReadonlyArray<Choice>
  /** What the file holds, when no map says it. */
  readonly kinds: ReadonlyArray<Choice>
  readonly maps: ReadonlyArray<Choice>
  readonly mapText: string
  readonly errors: ReadonlyArray<{ readonly field: "file" | "account" | "map" | "map-text"; readonly text: string }>
}

export interface MappingColumn {
  /** The form's field: `column-<index>`. */
  readonly name: string
  readonly column: string
  readonly samples: ReadonlyArray<string>
  /** "and Purpose", when the column is read as something else too. */
  readonly also: string
  /** The target fields; "" is "not read". */
  readonly choices: ReadonlyArray<Choice>
}

export interface PreviewRow {
  readonly line: string
  readonly cells: ReadonlyArray<string>
  /** "Refused: DUMMY RECORD", "Year left empty: 18995"; "" when all is well. */
  readonly remark: string
  readonly refused: boolean
}

/** Something that is chosen for the whole file: a select with `choices`, else a text. */
export interface MappingField {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly choices: ReadonlyArray<Choice> | null
}

/**
 * `operations/mapping`: after the upload. `POST` to `action` with `do` = `preview` (read again), `absent` (leave out what the
 * file does not have) or `start`, the columns' choices, and the map twice: `base` as it was shown, `map` as it was edited.
 */
export interface MappingView {
  readonly page: LayoutView
  readonly action: string
  readonly answer: string
  readonly account: string
  readonly mayAct: boolean
  readonly columns: ReadonlyArray<MappingColumn>
  readonly constants: ReadonlyArray<MappingField>
  readonly file: ReadonlyArray<MappingField>
  readonly base: string
  readonly map: string
  /** Names of the target fields that the preview shows. */
  readonly previewHeads: ReadonlyArray<string>
  readonly preview: ReadonlyArray<PreviewRow>
  readonly previewSummary: string
  readonly problemSummary: string
  readonly problems: ReadonlyArray<{
    readonly line: string
    readonly reason: string
    readonly refused: boolean
    readonly row: string
  }>
  /** "and 120 more" or "". */
  readonly moreProblems: string
  /** What hinders the start: "Say which column is the equipment number". */
  readonly errors: ReadonlyArray<{ readonly href: string; readonly text: string }>
  /** The map names columns that the file does not have. */
  readonly hasAbsent: boolean
}

/** Live part `import-progress`, partial `operations/_import`. */
export interface ImportProgress {
  readonly status: "waiting" | "running" | "finished" | "failed"
  /** "62 % read" */
  readonly answer: string
  readonly progress: ProgressView
  readonly figures: ReadonlyArray<Figure>
  /** What went wrong, in a sentence, or "". */
  readonly failure: string
  /** The CSV of refused rows, when there are any. */
  readonly rejected: Link | null
  readonly units: Link | null
  /** The page itself, to be read again where nothing follows by itself. */
  readonly self: string
}

/** Live part `import-remarks`, partial `operations/_remarks`. */
export interface ImportRemarks {
  /** The first refused rows. */
  readonly remarks: ReadonlyArray<{ readonly line: string; readonly reason: string; readonly row: string }>
  /** "and 120 more, all in the CSV file" or "". */
  readonly moreRemarks: string
}

/** `operations/import`: `GET /operations/imports/<id>`. */
export interface ImportView {
  readonly page: LayoutView
  readonly file: string
  readonly now: ImportProgress
  readonly facts: ReadonlyArray<Fact>
  readonly refused: ImportRemarks
}

export interface GatewayRow {
  readonly id: string
  readonly name: string
  readonly account: string
  readonly units: string
  /** Numbered messages that never came. */
  readonly missing: string
  readonly last: Moment | null
  readonly silent: boolean
  /** "15 min": after so much silence its units are unknown; "" without units. */
  readonly limit: string
  /** The same in minutes, for the field. */
  readonly minutes: string
}

/** `operations/gateways`: `GET /operations/gateways`; `POST` there makes one, `POST /operations/gateways/<id>/token` gives one a new token. */
export interface GatewaysView {
  readonly page: LayoutView
  readonly answer: string
  readonly gateways: ReadonlyArray<GatewayRow>
  readonly none: Emptiness
  /** The form for a new one, or null where this person may only look. */
  readonly form: {
    readonly name: string
    readonly accounts: ReadonlyArray<Choice>
    readonly text: string
    readonly free: boolean
    readonly errors: ReadonlyArray<{
      readonly field: "name" | "account" | "text" | `minutes-${number}`
      readonly text: string
    }>
  } | null
}

/** `operations/gateway-token`: the answer that shows a token, once. */
export interface GatewayTokenView {
  readonly page: LayoutView
  readonly name: string
  readonly token: string
  readonly units: string
  /** How a gateway reports with it. */
  readonly example: string
}
