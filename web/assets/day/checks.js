/** A check is not possible because …, or has a value where one is measured: asked for before the form goes, not days later. */
export const checks = (/** @type {HTMLFormElement} */ form) => {
  const all = [...form.querySelectorAll("[data-check]")]
  const require = () => {
    for (const check of all) {
      const result = check.querySelector("[type=radio]:checked")?.value
      const value = check.querySelector("[data-value]")
      const because = check.querySelector("[data-because]")
      if (value !== null) value.required = result === "done" || result === "defect"
      because.querySelector("input").required = result === "not-possible"
      because.hidden = result !== "not-possible"
    }
  }
  form.addEventListener("change", require)
  const rest = form.querySelector("[data-rest]")
  if (rest !== null) {
    rest.hidden = false
    rest.addEventListener("click", () => {
      for (const check of all) {
        const isOpen = check.querySelector("[type=radio]:checked") === null
        if (isOpen && check.querySelector("[data-value]") === null) check.querySelector("[value=done]").checked = true
      }
      form.dispatchEvent(new Event("change", { bubbles: true }))
    })
  }
  require()
}
