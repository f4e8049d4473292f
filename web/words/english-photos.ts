/** English words of this part of the portal: see english.ts. */
export const photos = {
  label: "Photos",
  hint: (most: string) =>
    `Up to ${most}, if they help: of at most 10 MB each. Where and when they were taken is removed.`,
  keep: (name: string) => `Keep ${name}`,
  remove: (name: string) => `Remove ${name}`,
  many: (most: number) => `Only ${most} photos can be sent at once: the others were left out.`,
  sending: (percent: string) => `Sending, ${percent} %`,
  failed: "The form could not be sent. Check the connection and send it again: nothing of it is lost.",
  signedOut: "You are signed out. Sign in again in another tab, then send the form once more: nothing of it is lost.",
  problem: "A photo was not taken",
  refused: {
    "too-large": (name: string) => `${name} is too large. Choose one of at most 10 MB.`,
    heic: (name: string) =>
      `${name} is in the HEIC format, which other devices cannot show. Send it as JPEG: iPhones take JPEG photos under Settings, Camera, Formats, Most Compatible.`,
    "no-picture": (name: string) => `${name} is not a photo. Choose a JPEG, PNG, WebP, GIF or AVIF.`,
    damaged: (name: string) => `${name} is damaged and cannot be read. Take or choose another one.`,
    "too-many": (name: string) => `${name} was left out: five photos can be sent at once.`,
  },
  one: (at: string, all: string) => (all === "1" ? "Photo" : `Photo ${at} of ${all}`),
} as const
