import { buildings, plural, units } from "./counted.ts"

/** English words of this part of the portal: see english.ts. Where a plural depends on a number, the number comes first. */
export const portfolios = {
  title: "Portfolios",
  answer: (count: number, figure: string) =>
    count === 0
      ? "No portfolio yet."
      : `${figure} ${plural(count, "portfolio groups", "portfolios group")} buildings and units.`,
  about:
    "A portfolio is what some people of your team may see, and nothing else. Owners, and members of the whole account, see everything all the same.",
  name: "Portfolio",
  buildings: "Buildings",
  units: "Units",
  seen: "Seen by",
  seenBy: (members: number, membersFigure: string, invited: number, invitedFigure: string) =>
    [
      members === 0 ? "nobody yet" : `${membersFigure} ${plural(members, "person", "people")}`,
      ...(invited === 0 ? [] : [`${invitedFigure} invited`]),
    ].join(", "),
  none: {
    title: "Everybody sees the whole account.",
    text: "Make a portfolio when somebody should see only some of the buildings: a caretaker, a tenant, a region’s manager.",
    link: null,
  },
  new: "New portfolio",
  nameLabel: "Name",
  nameHint: "Such as Quayside, or Region North. At most 100 characters",
  make: "Make the portfolio",
  problem: "There is a problem",
  nameMissing: "Give it a name",
  nameLong: "Give it a name of at most 100 characters",
  nameOdd: "The name holds a character that cannot be seen. Type it anew",
  nameTaken: "There is a portfolio of this name. Choose another",
  removed: "The portfolio is deleted.",

  one: {
    answer: (unitCount: number, unitFigure: string, buildingCount: number, buildingFigure: string) =>
      unitCount === 0 && buildingCount === 0
        ? "Nothing is in it yet."
        : `${units(unitCount, unitFigure)} in ${buildings(buildingCount, buildingFigure)}`,
    about:
      "Counted now. A whole building brings along the units that are added to it later; single units bring nothing but themselves.",
    add: "Add buildings and units",
    contents: "What is in it",
    empty: {
      title: "Nothing is in it yet.",
      text: "Whoever sees only this portfolio sees nothing so far.",
    },
    nothingFound: "Nothing in it matches.",
    find: "Name, number or street",
    show: "Show",
    reset: "Show all of it",
    what: "Building or unit",
    where: "Where",
    unitsNow: "Units now",
    whole: "whole building",
    remove: "Take out what is ticked",
    removeAll: (count: number, figure: string) =>
      `Take out ${plural(count, "the 1 entry", `all ${figure} entries`)} that match`,
    removeEverything: (count: number, figure: string) =>
      `Take out everything, ${figure} ${plural(count, "entry", "entries")}`,
    readers: "Who sees it",
    readersWhole: (count: number, figure: string) =>
      `${figure} ${plural(count, "person sees", "people see")} the whole account, this portfolio’s units with it.`,
    noReaders: "Nobody has this portfolio yet. It is given to people where they are invited, under Team.",
    person: "Person",
    email: "E-mail",
    since: "Sees it",
    member: "now",
    invited: "once the invitation is accepted",
    moreReaders: (count: number, figure: string) => `and ${figure} more ${plural(count, "person", "people")}.`,
    rename: "Name",
    save: "Save the name",
    delete: "Delete this portfolio",
    deleteText: "Deleting it takes nothing away from your equipment: only who sees what changes.",
  },

  done: {
    made: "The portfolio is made. Now add what is to be seen with it.",
    renamed: "The name is saved.",
    nothing: "Nothing was ticked, and nothing was changed.",
    added: (
      buildingCount: number,
      buildingFigure: string,
      unitCount: number,
      unitFigure: string,
      had: number,
      hadFigure: string,
    ) => {
      const added = [
        ...(buildingCount === 0 ? [] : [`${buildingFigure} whole ${plural(buildingCount, "building", "buildings")}`]),
        ...(unitCount === 0 ? [] : [`${unitFigure} single ${plural(unitCount, "unit", "units")}`]),
      ].join(" and ")
      const before = had === 0 ? "" : ` ${hadFigure} ${plural(had, "was", "were")} in it already.`
      return (added === "" ? "Nothing was new." : `Added ${added}.`) + before
    },
    taken: (buildingCount: number, buildingFigure: string, unitCount: number, unitFigure: string) => {
      const taken = [
        ...(buildingCount === 0 ? [] : [`${buildingFigure} whole ${plural(buildingCount, "building", "buildings")}`]),
        ...(unitCount === 0 ? [] : [`${unitFigure} single ${plural(unitCount, "unit", "units")}`]),
      ].join(" and ")
      return taken === "" ? "None of it was there any more." : `Taken out: ${taken}.`
    },
  },

  adding: {
    title: "Add",
    heading: (name: string) => `Add to ${name}`,
    about:
      "Tick what is to be added and add it; then search on. What you have added stays in the portfolio while you look for more.",
    ways: { unit: "Units", building: "Buildings", address: "Addresses", contract: "Contracts" },
    waysLabel: "Find by",
    find: {
      unit: "Anything printed about a unit: number, name, building, street, maker",
      building: "Name of the building, street, town",
      address: "Street, postal code, town",
      contract: "Number of the contract",
    },
    search: "Search",
    explains: {
      unit: "Units are added one by one, as they are now: a unit that would match later is not added by itself.",
      building: "Buildings are added whole, with the units that are added to them later.",
      address:
        "A building that stands wholly at the address is added whole, with the units added to it later. Of a building that also stands elsewhere, the units at this address are added one by one.",
      contract:
        "The units under the contract now are added one by one: a unit that comes under it later is not added by itself.",
    },
    all: (count: number, figure: string, way: "unit" | "building" | "address" | "contract", text: string) => {
      const things = {
        unit: plural(count, "unit", "units"),
        building: plural(count, "building", "buildings"),
        address: plural(count, "address", "addresses"),
        contract: plural(count, "contract", "contracts"),
      }[way]
      if (count === 0) return text === "" ? `There are no ${things} to add.` : `No ${things} match “${text}”.`
      return text === "" ? `${figure} ${things}` : `${figure} ${things} ${plural(count, "matches", "match")} “${text}”`
    },
    noSuchPage: "There is no such page of the list.",
    columns: { unit: "Unit", building: "Building", address: "Address", contract: "Contract" },
    place: "Where",
    isIn: "In the portfolio",
    inIt: "yes",
    inWhole: "yes, whole",
    partly: (figure: string, of: string) => `${figure} of ${of} units`,
    notIn: "no",
    unitsOf: units,
    of: (buildingCount: number, buildingFigure: string, unitCount: number, unitFigure: string) =>
      `${units(unitCount, unitFigure)} in ${buildings(buildingCount, buildingFigure)}`,
    atAddress: (wholeCount: number, wholeFigure: string, single: number, singleFigure: string) =>
      [
        ...(wholeCount === 0 ? [] : [`${wholeFigure} whole ${plural(wholeCount, "building", "buildings")}`]),
        ...(single === 0 ? [] : [`${singleFigure} single ${plural(single, "unit", "units")}`]),
      ].join(", "),
    adds: "Adds",
    ticked: "Add what is ticked",
    page: "Add all on this page",
    everything: (figure: string) => `Add all ${figure}`,
    nothingTicked: "Tick what is to be added",
    back: (name: string) => `Done: back to ${name}`,
    sure: (count: number, figure: string, way: "unit" | "building" | "address" | "contract") =>
      ({
        unit: `Add ${figure} ${plural(count, "unit", "units")}?`,
        building: `Add ${figure} ${plural(count, "building", "buildings")}?`,
        address: `Add what stands at ${figure} ${plural(count, "address", "addresses")}?`,
        contract: `Add the units of ${figure} ${plural(count, "contract", "contracts")}?`,
      })[way],
    sureAbout: (name: string, text: string) =>
      text === "" ? `All there are go into ${name}.` : `All that match “${text}” go into ${name}.`,
    yes: "Add them",
    no: "Do not add them",
  },

  removing: {
    title: "Take out",
    sure: (count: number, figure: string) =>
      `Take ${figure} ${plural(count, "entry", "entries")} out of the portfolio?`,
    about: (name: string, text: string) =>
      text === ""
        ? `Everything is taken out of ${name}.`
        : `All entries of ${name} that match “${text}” are taken out.`,
    seenBy: (count: number, figure: string) =>
      count === 0
        ? "Nobody sees anything less by it."
        : `${figure} ${plural(count, "person", "people")} may see less by it, at once.`,
    yes: "Take them out",
    no: "Leave them in",
  },

  deleting: {
    title: "Delete",
    sure: (name: string) => `Delete the portfolio ${name}?`,
    nobody: "Nobody has it, so nobody sees anything less.",
    about: (count: number, figure: string, what: string) =>
      `${figure} ${plural(count, "person loses", "people lose")} sight of ${what} at once, unless another of their portfolios shows it.`,
    what: (unitCount: number, unitFigure: string, buildingCount: number, buildingFigure: string) =>
      unitCount === 0 && buildingCount === 0
        ? "nothing, for it is empty,"
        : `${units(unitCount, unitFigure)} in ${buildings(buildingCount, buildingFigure)}`,
    alone: "They would see nothing at all any more",
    aloneText:
      "These people have no other portfolio. They stay in the team and can sign in, but see no equipment until they are given another portfolio.",
    others: "They keep their other portfolios",
    stays: "Your buildings and units stay as they are.",
    yes: "Delete the portfolio",
    no: "Keep it",
  },
} as const
