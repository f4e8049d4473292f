/** Asks again until the question answers without throwing; after `seconds` the last complaint is the failure. */
export const eventually = async <A>(question: () => A | Promise<A>, seconds = 90): Promise<A> => {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    try {
      return await question()
    } catch (complaint) {
      if (performance.now() > deadline) throw complaint
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}
