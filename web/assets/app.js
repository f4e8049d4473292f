/** What the pages do beyond links and forms. Everything here is a convenience: without it each page still works. */
{
  const byId = (id) => document.getElementById(id)
  const typing = (element) =>
    element?.matches?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")

  // Keys: / search, ? this list, g h and g e go to Home and Equipment.
  const keys = byId("keys")
  const keysButton = document.querySelector("[data-keys]")
  if (keysButton) {
    keysButton.hidden = false
    keysButton.addEventListener("click", () => keys.showModal())
  }
  let going = 0
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector(".account[open]")
      if (menu) {
        menu.open = false
        menu.querySelector("summary").focus()
      } else if (event.target === byId("find")) event.target.blur()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keys?.open) return
    const find = byId("find")
    if (event.key === "/" && find?.offsetParent) {
      event.preventDefault()
      find.focus()
      find.select()
    } else if (event.key === "?" && keys) keys.showModal()
    else if (event.key === "g") going = event.timeStamp
    else if (event.timeStamp - going < 1500 && keys) {
      if (event.key === "h") location.href = "/"
      if (event.key === "e") location.href = "/equipment"
    }
  })

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false
    button.addEventListener("click", () => print())
  }

  // The account menu closes when something else is pressed.
  document.addEventListener("click", (event) => {
    const menu = document.querySelector(".account[open]")
    if (menu && !menu.contains(event.target)) menu.open = false
  })

  // The bar beneath the list names the unit that is selected.
  const pick = () => {
    const text = document.querySelector("[data-picked]")
    const row = document.querySelector(".units input[name=unit]:checked")?.closest("tr")
    if (!text || !row) return
    const name = document.createElement("b")
    name.textContent = row.querySelector("th").textContent.trim()
    const place = row.querySelector(".place")?.textContent.trim()
    text.replaceChildren(`${text.dataset.picked} `, name, place ? `, ${place}` : "")
  }
  document.addEventListener("change", (event) => {
    if (event.target.name === "unit") pick()
    const form = event.target.closest?.("form.filters")
    if (form?.matches("[data-eager]") && event.target.matches("select, [type=checkbox]")) form.requestSubmit()
  })
  pick()

  // An address that is passed on names only what was filtered.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form.filters, form.find")) return
    const empty = Array.from(event.formData.keys()).filter((name) => event.formData.get(name) === "")
    for (const name of empty) event.formData.delete(name)
  })

  // What really changed in a live part is marked for a moment and said once, politely.
  const announce = byId("announce")
  new MutationObserver((changes) => {
    for (const { target, attributeName, oldValue } of changes) {
      const value = target.getAttribute(attributeName)
      if (value === null || oldValue === null || value === oldValue) continue
      if (attributeName === "data-say") announce.textContent = value
      else {
        target.classList.add("changed")
        setTimeout(() => target.classList.remove("changed"), 2000)
      }
    }
  }).observe(document.body, {
    subtree: true,
    attributes: true,
    attributeFilter: ["data-mark", "data-say"],
    attributeOldValue: true,
  })

  // A page that the browser kept whole is asked for again: what it shows may be old, or no longer this person's to see.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload()
  })

  // Whether the page follows the fleet.
  const live = byId("live")
  if (live) {
    let lost = false
    let connection = null
    const say = (text) => {
      if (live.textContent !== text) live.textContent = text
    }
    document.addEventListener("htmx:sse:after:connection", (event) => {
      connection = event.detail.connection
      lost = false
      say(live.dataset.live)
    })
    const loss = (event) => {
      // A stream that was exchanged for another (the list was filtered anew) is not lost.
      if (lost || ["removed", "cleanup"].includes(event.detail?.reason)) return
      lost = true
      const time = new Date().toLocaleTimeString(document.documentElement.lang, {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      })
      say(live.dataset.lost.replace("{}", time))
    }
    document.addEventListener("htmx:sse:error", loss)
    document.addEventListener("htmx:sse:close", loss)
    for (const failure of ["htmx:error", "htmx:response:error"]) {
      document.addEventListener(failure, (event) => {
        if (event.target.id === "stream") loss(event)
      })
    }
    addEventListener("offline", loss)
    // Back online: a line that only seems to hold is given up, and a wait for the next try ends.
    addEventListener("online", () => {
      connection?.reader?.cancel()
      connection?.delayCanceller?.()
    })
  }
}
