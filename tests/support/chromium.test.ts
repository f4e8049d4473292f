import { describe, expect, test } from "vitest"
import { installLine, missingLibraries } from "./chromium.ts"

const printed = `
	linux-vdso.so.1 (0x00007ffd)
	libdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007f)
	libnspr4.so => not found
	libnss3.so => not found
	libnssutil3.so => not found
	libexpat.so.1 => not found
	libnss3.so => not found
`

describe("where a library for the browser is missing", () => {
  test("each is found once in what the linker says", () => {
    expect(missingLibraries(printed)).toEqual(["libnspr4.so", "libnss3.so", "libnssutil3.so", "libexpat.so.1"])
    expect(missingLibraries("\tlibm.so.6 => /lib/libm.so.6 (0x0)\n")).toEqual([])
  })

  test("the line to type names the packages of that system", () => {
    const missing = missingLibraries(printed)
    expect(installLine(missing, "apt-get")).toBe("apt-get install -y libnspr4 libnss3 libexpat1")
    expect(installLine(missing, "dnf")).toBe("dnf install -y nspr nss expat")
    expect(installLine(missing, "pacman")).toBe("pacman -S --noconfirm nspr nss expat")
  })

  test("what no package is known for is named as it is", () => {
    expect(installLine(["libstrange.so.3"], "apt-get")).toBe("install the packages that bring libstrange.so.3")
    expect(installLine(["libnss3.so"], undefined)).toBe("install the packages that bring libnss3.so")
  })
})
