internal import Crypto

/// What identifies a file's content.
struct FileDigest: Equatable {
  var bytes: Int
  /// SHA-256 in lower-case hexadecimal digits.
  var sha256: String

  /// Reads the file as it is on the disk.
  init(path: String) throws(SystemFailure) {
    let file = try InputFile(path: path)
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var offset = 0
    while offset < file.size {
      let count = try file.read(into: &buffer, at: offset)
      if count == 0 { break }
      hash.update(data: buffer[..<count])
      offset += count
    }
    bytes = offset
    sha256 = Self.hexadecimal(hash.finalize())
  }

  static func sha256(of bytes: [UInt8]) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }

  static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
