import { checks } from "./checks.js"
import { rememberDraft, restoreDraft } from "./draft.js"
import { forgetOthers, keepDay } from "./keep-day.js"
import { showKept } from "./kept.js"
import { news } from "./outbox.js"
import { sendForm, showSent, trySending, trySoon } from "./sending.js"
import { askAtSignOut } from "./sign-out.js"
import { signature } from "./signature.js"

const prepareForms = () => {
  for (const form of document.querySelectorAll("form[data-step]")) {
    if ("draft" in form.dataset) {
      if (form.dataset.draft !== "answered") restoreDraft(form)
      rememberDraft(form)
      checks(form)
    }
    let isSending = false
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      if (isSending) return
      isSending = true
      form.setAttribute("aria-busy", "true")
      try {
        await sendForm(form)
      } finally {
        isSending = false
        form.removeAttribute("aria-busy")
      }
    })
  }
  for (const box of document.querySelectorAll("[data-signature]")) signature(box)
}

/** The dispatcher may change the day meanwhile. */
const followDay = () => {
  const sign = document.querySelector("#day-sign")
  if (sign === null) return
  new MutationObserver(() => location.reload()).observe(sign, { attributes: true, attributeFilter: ["data-version"] })
}

/** On every page of whoever has a day: what is kept is sent, and signing out asks first. */
const begin = async () => {
  askAtSignOut()
  addEventListener("online", trySoon)
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void trySoon()
  })
  const day = document.querySelector("[data-worker]")
  if (day !== null) {
    prepareForms()
    followDay()
    // Another page or the worker has done something.
    news.addEventListener("message", ({ data }) => void (data === "sent" ? showSent() : showKept(null)))
    await forgetOthers(day)
    await showKept(null)
    await keepDay(day).catch(() => {
      // Without a connection the day is as it was kept before.
    })
  }
  await trySending()
}

// Without these, such as where the portal is reached by http, its forms go the plain way.
if ("serviceWorker" in navigator && navigator.locks && globalThis.indexedDB && globalThis.caches) void begin()
