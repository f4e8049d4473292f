import type { AddressLines } from "#equipment"

/** An address on one line: street, postal code and town, region. */
export const addressText = (address: AddressLines): string =>
  [
    address.street,
    [address.postalCode, address.locality].filter((part) => part !== null && part !== "").join(" "),
    address.region === address.locality ? null : address.region,
  ]
    .filter((part) => part !== null && part !== "")
    .join(", ")
