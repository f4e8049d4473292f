/** A field to sign in with a finger. The picture goes with the form as a data address, in its [data-picture]. */
export const signature = (/** @type {HTMLElement} */ box) => {
  const canvas = box.querySelector("canvas")
  const picture = box.querySelector("[data-picture]")
  const pen = canvas.getContext("2d")
  pen.lineWidth = 3
  pen.lineCap = "round"
  pen.lineJoin = "round"

  /** A picture has white paper, whatever theme the page has. */
  const wipe = () => {
    pen.fillStyle = "#fff"
    pen.fillRect(0, 0, canvas.width, canvas.height)
  }
  const draw = () => {
    wipe()
    if (picture.value === "") return
    const drawn = new Image()
    drawn.addEventListener("load", () => pen.drawImage(drawn, 0, 0))
    drawn.src = picture.value
  }
  const save = (value) => {
    picture.value = value
    picture.dispatchEvent(new Event("input", { bubbles: true }))
  }
  const pointAt = ({ offsetX, offsetY }) => [
    (offsetX * canvas.width) / canvas.clientWidth,
    (offsetY * canvas.height) / canvas.clientHeight,
  ]

  let isDrawing = false
  canvas.addEventListener("pointerdown", (event) => {
    isDrawing = true
    canvas.setPointerCapture(event.pointerId)
    pen.beginPath()
    pen.moveTo(...pointAt(event))
  })
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing) return
    for (const point of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...pointAt(point))
    pen.stroke()
  })
  const end = () => {
    if (isDrawing) save(canvas.toDataURL("image/png"))
    isDrawing = false
  }
  canvas.addEventListener("pointerup", end)
  canvas.addEventListener("pointercancel", end)
  box.querySelector("button").addEventListener("click", () => {
    save("")
    wipe()
  })
  box.hidden = false
  draw()
}
