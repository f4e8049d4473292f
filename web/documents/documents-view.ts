import type { LayoutView } from "../layout/layout-view.ts"

/** Documents until contracts and invoices are recorded: what will be here. Template `documents/documents`. */
export interface DocumentsView {
  readonly page: LayoutView
}
