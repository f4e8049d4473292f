/**
 * What is kept on this phone, in IndexedDB: one entry for each form of the day that was sent, in the order of sending.
 *
 * @typedef {object} Entry
 * @property {number} [turn] its place in the order; given by `add`
 * @property {string} key the form's key, by which the portal knows it when it comes again
 * @property {string} person the id of who did it
 * @property {string} action where it goes
 * @property {string} order the page of the order that it is about
 * @property {string} title what that order is called
 * @property {string} step what was done, in words
 * @property {string} leads the state in which the order is after it; "": it stays where it is
 * @property {string} at when it was done, ISO 8601
 * @property {Array<[string, string | File]>} fields what the form held
 * @property {Array<[string, string]>} typed the same for reading: label and text
 * @property {"waiting" | "sent" | "refused"} status `sent`: the portal has it, but pages kept here do not show it yet
 * @property {string} said why it was refused, in the portal's words; "": it was not
 * @property {string} next the page that follows; "": not answered yet
 */

/** @returns {Promise<IDBDatabase>} */
const opened = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open("hoistway-day", 1)
    asked.onupgradeneeded = () => {
      const entries = asked.result.createObjectStore("entries", { keyPath: "turn", autoIncrement: true })
      entries.createIndex("key", "key", { unique: true })
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })

/**
 * One transaction; what it did is on the disk when this resolves.
 *
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(entries: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
const within = async (mode, work) => {
  const database = await opened()
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("entries", mode, { durability: "strict" })
      const asked = work(transaction.objectStore("entries"))
      transaction.oncomplete = () => resolve(asked.result)
      transaction.onabort = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

/** @returns {Promise<Array<Entry>>} */
export const entries = () => within("readonly", (all) => all.getAll())

/** @param {string} key @returns {Promise<Entry | undefined>} */
export const entryOf = (key) => within("readonly", (all) => all.index("key").get(key))

/** Adds an entry, unless one with its key is there. @param {Entry} entry */
export const add = async (entry) => {
  if ((await entryOf(entry.key)) === undefined) await within("readwrite", (all) => all.add(entry))
}

/** Saves a changed entry. @param {Entry} entry */
export const put = (entry) => within("readwrite", (all) => all.put(entry))

/** @param {Entry} entry */
export const remove = (entry) => within("readwrite", (all) => all.delete(entry.turn))
