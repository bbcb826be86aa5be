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
