package import Crypto

/// SHA-256 as every file, table and document of the program has it: 64 small hexadecimal digits.
package func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

/// The digits of a digest.
package func hexadecimal(_ digest: SHA256.Digest) -> String {
  let digits: StaticString = "0123456789abcdef"
  return unsafe String(unsafeUninitializedCapacity: 2 * SHA256.Digest.byteCount) { text in
    var place = 0
    for byte in digest {
      unsafe text[place] = unsafe digits.utf8Start[Int(byte >> 4)]
      unsafe text[place + 1] = unsafe digits.utf8Start[Int(byte & 15)]
      place += 2
    }
    return place
  }
}

/// Whether a text that somebody typed has the form of such a digest, in letters of either case.
package func isDigest(_ text: String) -> Bool {
  text.utf8.count == 2 * SHA256.Digest.byteCount && text.allSatisfy(\.isHexDigit)
}
