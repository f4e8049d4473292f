const PREFIX = "hoistway-day-draft:"

/** Everybody has their own. @param {string} person @param {string} action */
const draftOf = (person, action) => `${PREFIX}${person}:${action}`
/** @param {HTMLFormElement} form */
const nameOf = (form) => draftOf(form.elements.person.value, form.getAttribute("action"))
const isTyped = ({ name, type }) => name !== "" && !["hidden", "file", "submit"].includes(type)

/** Remembers what is typed into a form until it is sent, so that a phone that sleeps or runs empty loses nothing. */
export const rememberDraft = (/** @type {HTMLFormElement} */ form) => {
  const save = () => {
    const fields = [...form.elements].filter(
      (field) =>
        ("draft" in field.dataset || isTyped(field)) && (!["radio", "checkbox"].includes(field.type) || field.checked),
    )
    localStorage.setItem(nameOf(form), JSON.stringify(fields.map(({ name, value }) => [name, value])))
  }
  form.addEventListener("input", save)
  form.addEventListener("change", save)
}

/** Whether something was typed into a form and not sent. @param {HTMLFormElement} form */
export const hasDraft = (form) => localStorage.getItem(nameOf(form)) !== null

/** Puts what was typed back. @param {HTMLFormElement} form */
export const restoreDraft = (form) => {
  const kept = localStorage.getItem(nameOf(form))
  if (kept === null) return
  /** @type {Array<[string, string]>} */
  const fields = JSON.parse(kept)
  for (const field of form.elements) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value)
    if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value)
    else if (values[0] !== undefined && ("draft" in field.dataset || isTyped(field))) field.value = values[0]
  }
  for (const details of form.querySelectorAll("details")) {
    if ([...details.querySelectorAll("input, textarea")].some(({ value }) => value !== "")) details.open = true
  }
}

/** What was sent needs no draft. @param {import("./store.js").Entry} entry */
export const forgetDraft = ({ person, action }) => localStorage.removeItem(draftOf(person, action))

/** What was refused becomes one again. @param {import("./store.js").Entry} entry */
export const draftAgain = ({ person, action, fields }) => {
  const texts = fields.filter(([name, value]) => typeof value === "string" && !["key", "person", "at"].includes(name))
  localStorage.setItem(draftOf(person, action), JSON.stringify(texts))
}

/** Forgets all of somebody's. @param {string} person */
export const forgetDrafts = (person) => {
  for (const name of Object.keys(localStorage)) if (name.startsWith(draftOf(person, ""))) localStorage.removeItem(name)
}
