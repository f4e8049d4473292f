/**
 * Signing in with a passkey, and making one. A form with data-passkey="sign-in" or "register" is hidden until the browser turns
 * out to be able to; then it asks for the question at data-options, puts the browser's answer into its field "answer" and is
 * posted like any form. What went wrong is said in its [data-said], in the words of its data-stopped, data-known and data-failed.
 */
{
  const able =
    window.PublicKeyCredential?.parseRequestOptionsFromJSON &&
    PublicKeyCredential.parseCreationOptionsFromJSON &&
    "toJSON" in PublicKeyCredential.prototype

  const ask = async (form) => {
    const body = new URLSearchParams(new FormData(form))
    const asked = await fetch(form.dataset.options, { method: "POST", body, headers: { Accept: "application/json" } })
    // What the person can mend themselves, such as a wrong password, the portal says in its own words.
    if (asked.status === 422) throw await asked.json()
    if (!asked.ok) throw new Error(`${form.dataset.options} answered ${asked.status}`)
    const question = await asked.json()
    return form.dataset.passkey === "register"
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) })
  }

  /** The person pressed "cancel" or waited too long; the key is there already; anything else. */
  const reason = ({ name }) =>
    name === "NotAllowedError" ? "stopped" : name === "InvalidStateError" ? "known" : "failed"

  for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
    const said = form.querySelector("[data-said]")
    let asking = false
    form.hidden = false
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      if (asking) return
      asking = true
      said.textContent = ""
      try {
        const made = await ask(form)
        form.elements.answer.value = JSON.stringify(made.toJSON())
        // Without asking again: this event does not come from submit().
        form.submit()
      } catch (error) {
        said.textContent = error.said ?? form.dataset[reason(error)]
      } finally {
        asking = false
      }
    })
  }
}
