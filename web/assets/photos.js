/**
 * Photos in a form, chosen one after the other, seen before they are sent, and taken out again; and how far the sending is. The
 * field's data-… hold its words. Without this the browser's own field does, and the form is sent all the same.
 */
{
  const SIDE = 240

  const picture = async (file) => {
    const bitmap = await createImageBitmap(file)
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height))
    const canvas = document.createElement("canvas")
    canvas.width = Math.max(1, Math.round(bitmap.width * scale))
    canvas.height = Math.max(1, Math.round(bitmap.height * scale))
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    canvas.setAttribute("aria-hidden", "true")
    return canvas
  }

  const makeBetter = (field) => {
    const form = field.form
    const list = document.createElement("ul")
    list.className = "photo-list previews"
    const said = document.createElement("p")
    said.setAttribute("role", "status")
    field.after(list, said)
    let chosen = []
    const most = Number(field.dataset.most)
    const keptBefore = () => form.querySelectorAll("[name=kept]:checked").length
    const give = () => {
      const transfer = new DataTransfer()
      for (const { file } of chosen) transfer.items.add(file)
      field.files = transfer.files
    }
    const add = (file) => {
      const row = document.createElement("li")
      const one = { file, row }
      const name = document.createElement("span")
      name.textContent = file.name
      const remove = document.createElement("button")
      remove.type = "button"
      remove.className = "button second small"
      remove.textContent = field.dataset.remove.replace("{}", file.name)
      remove.addEventListener("click", () => {
        chosen = chosen.filter((other) => other !== one)
        row.remove()
        said.textContent = ""
        give()
        field.focus()
      })
      row.append(name, remove)
      // What the browser cannot show has its name alone; whether it is a photo, the portal says.
      picture(file).then(
        (canvas) => name.before(canvas),
        () => {},
      )
      chosen.push(one)
      list.append(row)
    }
    field.addEventListener("change", () => {
      const room = most - keptBefore() - chosen.length
      const added = Array.from(field.files)
      for (const file of added.slice(0, Math.max(0, room))) add(file)
      said.textContent = added.length > room ? field.dataset.many : ""
      give()
    })

    form.addEventListener("submit", (event) => {
      if (chosen.length === 0 || event.defaultPrevented) return
      event.preventDefault()
      const button = event.submitter ?? form.querySelector("[type=submit]")
      button.disabled = true
      const bar = document.createElement("progress")
      bar.max = 100
      const share = (percent) => {
        bar.value = percent
        const text = field.dataset.sending.replace("{}", percent)
        bar.setAttribute("aria-label", text)
        said.textContent = text
      }
      share(0)
      said.before(bar)
      const request = new XMLHttpRequest()
      request.open("POST", form.action)
      request.responseType = "document"
      request.upload.addEventListener("progress", ({ loaded, total }) => share(Math.round((loaded / total) * 100)))
      const again = (why) => {
        bar.remove()
        button.disabled = false
        said.textContent = why
      }
      const { failed, signedOut } = field.dataset
      request.addEventListener("error", () => again(failed))
      request.addEventListener("abort", () => again(failed))
      request.addEventListener("load", () => {
        const answer = request.response
        const main = answer?.querySelector("#main")
        if (request.status === 401) return again(signedOut)
        if (main && request.status < 300) return location.assign(request.responseURL)
        // A page that says what went wrong has no such form: what was typed stays.
        if (!main?.querySelector("input[type=file][data-most]")) return again(failed)
        // The same page again, with what is wrong.
        document.title = answer.title
        document.getElementById("main").replaceWith(document.adoptNode(main))
        for (const other of document.querySelectorAll("input[type=file][data-most]")) makeBetter(other)
        document.getElementById("problem")?.focus()
      })
      request.send(new FormData(form))
    })
  }

  for (const field of document.querySelectorAll("input[type=file][data-most]")) makeBetter(field)
}
