/** A visit is dragged to another day of the week; without it, the visit's own page moves it. */
{
  const week = document.querySelector(".plan-week")
  let dragged = null
  for (const visit of week?.querySelectorAll("[data-move]") ?? []) {
    visit.draggable = true
    visit.addEventListener("dragstart", (event) => {
      dragged = visit
      event.dataTransfer.effectAllowed = "move"
      event.dataTransfer.setData("text/plain", visit.dataset.move)
    })
    visit.addEventListener("dragend", () => {
      dragged = null
    })
  }
  for (const day of week?.querySelectorAll(".plan-day") ?? []) {
    const isElsewhere = () => dragged !== null && dragged.closest(".plan-day") !== day
    day.addEventListener("dragover", (event) => {
      if (!isElsewhere()) return
      event.preventDefault()
      day.classList.add("over")
    })
    day.addEventListener("dragleave", () => day.classList.remove("over"))
    day.addEventListener("drop", (event) => {
      day.classList.remove("over")
      if (!isElsewhere()) return
      event.preventDefault()
      const form = document.createElement("form")
      form.method = "post"
      form.action = dragged.dataset.move
      for (const [name, value] of [
        ["day", day.dataset.on],
        ["technician", week.dataset.technician],
        ["seen", dragged.dataset.seen],
        ["back", "week"],
      ]) {
        const field = document.createElement("input")
        field.type = "hidden"
        field.name = name
        field.value = value
        form.append(field)
      }
      document.body.append(form)
      form.submit()
    })
  }
}
