import { draftAgain } from "./draft.js"
import { news } from "./outbox.js"
import { entries, put, remove } from "./store.js"

/** How far an order is, in order. */
const states = [
  "planned",
  "scheduled",
  "dispatched",
  "en-route",
  "on-site",
  "finished",
  "follow-up-needed",
  "closed",
  "cancelled",
]

const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" })

/** Shows each order as far as it is with what was done on this phone: an element with data-when has its states. */
const showOrders = (kept) => {
  for (const order of document.querySelectorAll("[data-order]")) {
    const mine = kept.filter((entry) => entry.order === order.dataset.order && entry.status !== "refused")
    const led = [order.dataset.state, ...mine.map(({ leads }) => leads)].map((state) => states.indexOf(state))
    const state = states[Math.max(...led)]
    for (const part of order.querySelectorAll("[data-when]"))
      part.hidden = !part.dataset.when.split(" ").includes(state)
    order.dataset.now = state
    for (const mark of order.querySelectorAll("[data-kept]"))
      mark.hidden = !mine.some(({ status }) => status === "waiting")
  }
}

/** Of a day, the first order that is not done yet is the open one, and what the button at the thumb leads to. */
const showNext = () => {
  const next = document.querySelector("[data-next-stop]")
  if (next === null) return
  const open = [...document.querySelectorAll("[data-stop]")].find(
    ({ dataset }) => states.indexOf(dataset.now) < states.indexOf("finished"),
  )
  next.hidden = open === undefined
  if (open === undefined || next.dataset.nextStop === open.dataset.order) return
  next.dataset.nextStop = open.dataset.order
  next.querySelector("a").href = open.dataset.order
  next.querySelector("[data-name]").textContent = open.dataset.name
  open.querySelector("details").open = true
}

const showCounts = (box, kept, left) => {
  for (const line of box.querySelectorAll("[data-count]")) {
    const count = kept.filter(({ status }) => status === line.dataset.count).length
    line.hidden = count === 0
    line.querySelector("[data-text]").textContent = (count === 1 ? line.dataset.one : line.dataset.many).replace(
      "{}",
      String(count),
    )
  }
  for (const line of box.querySelectorAll("[data-left]")) line.hidden = line.dataset.left !== left
  box.hidden = left !== "another" && kept.every(({ status }) => status === "sent")
}

const line = (template, entry) => {
  const item = template.content.cloneNode(true)
  const part = (name) => item.querySelector(`[data-part=${name}]`)
  part("title").textContent = entry.title
  part("title").href = entry.order
  part("step").textContent = entry.step
  part("at").textContent = time.format(new Date(entry.at))
  part("at").dateTime = entry.at
  part("said").textContent = entry.status === "refused" ? entry.said || part("said").dataset.plain : ""
  for (const element of item.querySelectorAll("[data-only]")) element.hidden = element.dataset.only !== entry.status
  for (const [label, text] of entry.typed) {
    const [name, value] = [document.createElement("dt"), document.createElement("dd")]
    name.textContent = label
    value.textContent = text
    part("typed").append(name, value)
  }
  // Given up only at the second press, which its words ask for.
  part("discard").addEventListener("click", async ({ currentTarget: button }) => {
    if (button.dataset.sure !== undefined) {
      button.textContent = button.dataset.sure
      delete button.dataset.sure
      return
    }
    await remove(entry)
    news.postMessage("discarded")
    await showKept(null)
  })
  // Photos cannot be put back into a form: they are sent again as they are.
  const isForm = entry.typed.length > 0 && entry.fields.every(([, value]) => typeof value === "string")
  part("shown").hidden = entry.typed.length === 0
  part("again").hidden = entry.status !== "refused" || !isForm
  part("again").addEventListener("click", async () => {
    draftAgain(entry)
    await remove(entry)
    location.assign(entry.order)
  })
  part("retry").addEventListener("click", async () => {
    await put({ ...entry, status: "waiting", said: "" })
    location.reload()
  })
  return item
}

/** Shows what this phone keeps of whoever is signed in, wherever the page has a place for it. `left`: why it has to wait, if known. */
export const showKept = async (/** @type {string | null} */ left) => {
  const day = document.querySelector("[data-worker]")
  if (day === null) return
  const kept = (await entries()).filter(({ person }) => person === day.dataset.person)
  showOrders(kept)
  showNext()
  for (const box of document.querySelectorAll("[data-outbox]")) showCounts(box, kept, left)
  const list = document.querySelector("[data-entries]")
  if (list === null) return
  const unsent = kept.filter(({ status }) => status !== "sent")
  list.replaceChildren(...unsent.map((entry) => line(document.querySelector("#entry"), entry)))
  for (const part of document.querySelectorAll("[data-if-kept]")) {
    part.hidden = unsent.length > 0 !== (part.dataset.ifKept === "yes")
    part.classList.remove("awaited")
  }
}
