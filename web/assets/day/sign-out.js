import { forgetDrafts } from "./draft.js"
import { clearPages, UNSENT } from "./shelf.js"
import { entries, remove } from "./store.js"

/** Nothing of a day stays on a phone whose person has signed out. What others have not sent is theirs. */
const forgetDay = async (person, mine) => {
  forgetDrafts(person)
  await clearPages()
  for (const entry of mine) await remove(entry)
}

/**
 * Signing out asks first when something waits on this phone: it leads to the page that shows it, where the form that is marked
 * data-anyway gives it up.
 */
export const askAtSignOut = () => {
  document.addEventListener("submit", async (event) => {
    const form = event.target
    const { person, anyway } = form.dataset
    if (form.getAttribute("action") !== "/sign-out" || person === undefined) return
    event.preventDefault()
    try {
      const mine = (await entries()).filter((entry) => entry.person === person)
      if (anyway === undefined && mine.some(({ status }) => status !== "sent")) return location.assign(UNSENT)
      await forgetDay(person, mine)
    } catch {
      // A phone that keeps nothing has nothing to ask about.
    }
    form.submit()
  })
}
