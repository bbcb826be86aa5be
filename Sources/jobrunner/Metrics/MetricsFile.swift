internal import Billing
internal import Exporters
internal import Foundation

/// The file that node_exporter's textfile collector reads. A new one takes the old one's place in one step,
/// and everybody may read it: the collector is another user.
struct MetricsFile {
  /// From the root.
  let path: String

  /// What it holds; nothing where it is not there or cannot be read.
  func read() -> MetricsText {
    guard isFileOrMissing, let file = FileHandle(forReadingAtPath: path),
      let data = try? file.read(upToCount: Self.largest)
    else { return MetricsText(reading: "") }
    return MetricsText(reading: String(decoding: data, as: UTF8.self))
  }

  /// Puts this in its place.
  ///
  /// - Throws: where it cannot be written.
  func write(_ text: MetricsText) throws {
    // As root a device would be replaced as well.
    guard isFileOrMissing else { throw MetricsFileError(path: path) }
    // One that is killed while it writes leaves its own.
    UnfinishedFile.removeLeftovers(of: path)
    let file = try UnfinishedFile(for: path)
    try file.letEverybodyRead()
    try file.write(Array(text.text.utf8))
    try file.sync()
    try file.finish()
  }

  /// Bytes of a file that is read at most: what is longer was not written by this program.
  private static let largest = 1_000_000

  private var isFileOrMissing: Bool {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return true }
    return status.st_mode & S_IFMT == S_IFREG
  }
}

/// What goes by the name of the metrics file is a folder, a device or a link.
struct MetricsFileError: Error, CustomStringConvertible {
  let path: String

  var description: String { "\(path) is no file, and nothing else is replaced" }
}
