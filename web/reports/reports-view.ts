import type { LayoutView } from "../layout/layout-view.ts"

/** Reports until they can be made: what will be here. Template `reports/reports`; `csv` is the equipment list's export. */
export interface ReportsView {
  readonly page: LayoutView
  readonly csv: string
}
