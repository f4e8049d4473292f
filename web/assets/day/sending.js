import { forgetDraft, hasDraft } from "./draft.js"
import { showKept } from "./kept.js"
import { news, sendKept, settle } from "./outbox.js"
import { withSmallPhotos } from "./shrink.js"
import { add, entries, entryOf, remove } from "./store.js"

const SOONEST_MS = 5000
const LATEST_MS = 300_000
/** Who presses a button waits so long for an answer; then the step shows as kept, and is sent on. */
const PATIENCE_MS = 6000

let wait = SOONEST_MS
let timer = 0

/** What is sent shows as the portal shows it, unless something is being typed here. */
export const showSent = async () => {
  if ([...document.querySelectorAll("form[data-draft]")].some(hasDraft)) await showKept(null)
  else if (document.querySelector("[data-worker]") !== null) location.reload()
}

/** Tries again in a while, ever more seldom; where the browser has it, its worker does also when this page is closed. */
const tryLater = async () => {
  clearTimeout(timer)
  timer = setTimeout(trySending, wait)
  wait = Math.min(wait * 2, LATEST_MS)
  const registration = await navigator.serviceWorker.getRegistration("/day")
  await registration?.sync?.register("outbox").catch(() => {
    // The person has forbidden it: then only open pages send.
  })
}

/** Sends what is kept, and what cannot be sent yet, later. */
export const trySending = async () => {
  if ((await entries()).length === 0) return
  const { left, sent } = await sendKept()
  if (left === "later") await tryLater()
  await showKept(left)
  await settle()
  if (sent > 0) await showSent()
}

/** The same at once, since something has changed: the connection is back, the phone was taken up. */
export const trySoon = () => {
  wait = SOONEST_MS
  return trySending()
}

/** What was typed, as it is read: labels and texts. @param {HTMLFormElement} form @returns {Array<[string, string]>} */
const typedInto = (form) =>
  [...form.elements].flatMap((field) => {
    const { type, name, value } = field
    if (name === "" || value === "" || ["hidden", "submit", "button", "fieldset"].includes(type)) return []
    const label = field.labels?.[0]?.textContent.trim() ?? name
    const group = field.closest("fieldset")?.querySelector("legend")?.textContent.trim() ?? ""
    if (type === "radio" || type === "checkbox") return field.checked ? [[group, label]] : []
    if (type === "file") return [[label, [...field.files].map((file) => file.name).join(", ")]]
    if (type.startsWith("select")) return [[label, field.selectedOptions[0].textContent.trim()]]
    return [[group === "" ? label : `${group}: ${label}`, value]]
  })

/** A form of the day as it is kept. @param {HTMLFormElement} form @returns {Promise<import("./store.js").Entry>} */
const entryFrom = async (form) => {
  const at = new Date().toISOString()
  form.elements.at.value = at
  const { order, name } = form.closest("[data-order]").dataset
  return {
    key: form.elements.key.value,
    person: form.elements.person.value,
    action: form.getAttribute("action"),
    order,
    title: name,
    step: form.dataset.step,
    leads: form.dataset.leads,
    at,
    fields: await withSmallPhotos(
      [...new FormData(form)].filter(([, value]) => typeof value === "string" || value.size > 0),
    ),
    typed: typedInto(form),
    status: "waiting",
    said: "",
    next: "",
  }
}

/** Sends what is kept, for somebody who waits for it. */
const sendNow = () => {
  let isLate = false
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)).then(() => {
    isLate = true
    return { left: "later", sent: 0 }
  })
  const sending = sendKept()
  void sending.then(({ sent }) => (isLate && sent > 0 ? showSent() : undefined))
  return Promise.race([sending, late])
}

/**
 * Every step is kept first and then sent, so that it is safe whatever happens on the way. What the portal refuses at once is
 * sent again as a plain form: its page then says what is wrong, beside what was typed.
 *
 * @param {HTMLFormElement} form
 */
export const sendForm = async (form) => {
  const entry = await entryFrom(form)
  try {
    await add(entry)
    news.postMessage("kept")
  } catch {
    // The phone has no room for it: then the form goes without it.
    return form.submit()
  }
  const { left } = await sendNow()
  const kept = await entryOf(entry.key)
  if (kept?.status === "refused") {
    await remove(kept)
    return form.submit()
  }
  forgetDraft(entry)
  const { next } = form.dataset
  if (kept === undefined || kept.status === "sent") return location.assign(kept?.next ?? next)
  if (left === "later") await tryLater()
  if (next === location.pathname) await showKept(left)
  else location.assign(next)
}
