import type { LayoutView } from "../layout/layout-view.ts"

/** Services until visits are recorded: what will be here. Template `services/services`. */
export interface ServicesView {
  readonly page: LayoutView
}
