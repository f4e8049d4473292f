/** What was agreed with one account of the demo; hours as people write them. */
export interface DemoAgreements {
  readonly contracts: ReadonlyArray<{
    readonly number: string
    /** Names of buildings all of whose units it covers, or a building's name, a colon and the beginning of units' names. */
    readonly covers: ReadonlyArray<string>
    /** Null: those of each building, or all the time. */
    readonly hours: string | null
  }>
  /** Of buildings by their names. */
  readonly hours: Readonly<Record<string, { readonly agreed?: string; readonly peak?: string }>>
}

/** `year` is the present one, for the dates on which hours differ. */
export const demoAgreements = (account: string, year: number): DemoAgreements | undefined => {
  const office = `Mon–Fri 07:00–20:00; ${year}-12-25 closed`
  const agreements: Readonly<Record<string, DemoAgreements>> = {
    "Northgate Property Trust": {
      contracts: [
        { number: "C-1182", covers: ["Meridian House", "Ropeworks", "Old Library", "Foundry Studios"], hours: office },
        {
          number: "C-1183",
          covers: ["Lantern Tower"],
          hours: `Mon–Fri 06:00–22:00; Sat 08:00–18:00; ${year}-12-25 closed; ${year}-12-26 closed`,
        },
        { number: "C-1207", covers: ["Tannery Court", "Granary Yard", "Dockside Point", "Weaver’s Row"], hours: null },
      ],
      hours: {
        "St Brigid’s Clinic": { agreed: "always" },
        "Exchange Hotel": { agreed: "Mon–Sun 05:30–25:00", peak: "Mon–Sun 07:00–10:00, 17:00–20:00" },
        "Canal Arcade": { agreed: "Mon–Sat 09:00–21:00; Sun 11:00–18:00" },
        "Market Hall": { agreed: "Mon–Sat 08:00–20:00; Sun 10:00–17:00", peak: "Sat,Sun 11:00–17:00" },
        "Northgate Archive": { agreed: "Mon–Fri 08:00–17:00" },
      },
    },
    "Southbank Homes Association": {
      contracts: [
        { number: "C-2040", covers: ["Alder House", "Beech House", "Cedar House", "Damson House"], hours: "always" },
        {
          number: "C-2041",
          covers: ["Elm House", "Fir House", "Hawthorn House", "Juniper House"],
          hours: "Mon–Sun 06:00–23:00",
        },
      ],
      hours: { "Larch House": { peak: "Mon–Fri 07:00–09:00, 17:00–20:00" } },
    },
    "Lakeshore Medical Center": {
      contracts: [
        { number: "LMC-1", covers: ["Main Pavilion", "Women’s Hospital", "Clinic Annex"], hours: "always" },
        {
          number: "LMC-2",
          covers: ["Research Tower", "Parking Structure East"],
          hours: `Mon–Fri 06:00–22:00; ${year}-11-26 closed; ${year}-12-25 closed`,
        },
      ],
      hours: { "Main Pavilion": { peak: "Mon–Sun 06:30–08:00, 14:30–16:00, 18:30–20:00" } },
    },
    "Harbourline Transit": {
      contracts: [
        {
          number: "HT-ESC",
          covers: ["Quay Station: Escalator", "Town Hall Station: Escalator", "Museum Station: Escalator"],
          hours: "Mon–Sun 05:00–25:30",
        },
        {
          number: "HT-LIFT",
          covers: ["Quay Station: Lift", "Town Hall Station: Lift", "Museum Station: Lift", "Airport Link: Lift"],
          hours: "Mon–Sun 05:00–25:30; Fri 05:00–27:00",
        },
      ],
      hours: {
        "Redfern Junction Station": {
          agreed: `Mon–Sun 05:00–25:30; ${year}-12-25 06:00–24:00`,
          peak: "Mon–Fri 06:30–09:30, 15:30–18:30",
        },
        "Airport Link": { agreed: "Mon–Sun 04:00–25:00" },
        "Harbourline Depot": { agreed: "Mon–Fri 07:00–16:00" },
      },
    },
    "Hotel Lindenhof": {
      contracts: [
        { number: "W-77", covers: ["Lindenhof Mitte"], hours: "always" },
        { number: "W-78", covers: ["Lindenhof Spreeufer", "Villa Grünau"], hours: "Mon–Sun 06:00–24:00" },
      ],
      hours: { Personalhaus: { agreed: "Mon–Fri 05:00–22:00; Sat,Sun 07:00–20:00" } },
    },
  }
  return agreements[account]
}

/** The contract of a unit of the demo, or null. */
export const contractOf = (agreements: DemoAgreements | undefined, building: string, unit: string): string | null =>
  agreements?.contracts.find(({ covers }) =>
    covers.some(
      (covered) => covered === building || (covered.includes(":") && `${building}: ${unit}`.startsWith(covered)),
    ),
  )?.number ?? null
