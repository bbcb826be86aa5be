internal import Foundation

/// The elements of a JSON array, kept on the disk until the object they belong to is known: any
/// number of them in constant memory. The file has no name, and goes with the process.
final class JSONSpool {
  private let file: FileHandle
  private var isEmpty = true

  /// - Parameter folder: where it lies, `exports.temporary_folder`.
  init(folder: String) throws {
    let path = folder + "/jobrunner-\(UUID().uuidString).json"
    guard
      FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forUpdatingAtPath: path)
    else {
      throw RequestError(
        exitCode: 73, message: "\(folder) is not writable",
        remedy: "let this user write there, or set exports.temporary_folder")
    }
    self.file = file
    try FileManager.default.removeItem(atPath: path)
  }

  func add(_ element: some Encodable) throws {
    let encoder = JSONEncoder.forPrograms
    encoder.outputFormatting.remove(.prettyPrinted)
    try file.write(contentsOf: Data((isEmpty ? "    " : ",\n    ").utf8))
    try file.write(contentsOf: try encoder.encode(element))
    isEmpty = false
  }

  /// Prints an object with the elements as one more member.
  func print(_ object: some Encodable, elements name: String, to console: Console) throws {
    var text = String(decoding: try JSONEncoder.forPrograms.encode(object), as: UTF8.self)
    text.removeLast(2)
    console.result(text + ",\n  \"\(name)\" : [")
    try file.seek(toOffset: 0)
    while let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty {
      console.raw(piece)
    }
    console.result(isEmpty ? "  ]\n}" : "\n  ]\n}")
  }
}
