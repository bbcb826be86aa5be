internal import Billing
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
    sha256 = hexadecimal(hash.finalize())
  }
}

/// The folder in which the files of one package are made.
struct DraftFolder {
  let path: String

  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a small file; what it is then.
  func write(
    _ name: String, _ bytes: [UInt8], rows: Int
  ) throws(SystemFailure) -> ExportedFile {
    let file = try OutputFile(path: self.file(name))
    try file.write(bytes)
    try file.sync()
    return try describe(name, rows: rows)
  }

  /// What a file is that has been written.
  func describe(_ name: String, rows: Int) throws(SystemFailure) -> ExportedFile {
    let digest = try FileDigest(path: file(name))
    return ExportedFile(name: name, rows: rows, bytes: digest.bytes, sha256: digest.sha256)
  }
}
