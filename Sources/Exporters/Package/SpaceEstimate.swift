internal import Foundation

/// Room that a package needs, so that a full disk is noticed before and not while it is written.
struct SpaceEstimate {
  /// Bytes in the output folder and in the temporary folder.
  let output: Int
  let temporary: Int

  /// From above: a row of the register takes some 900 bytes of XML and 150 once compressed, a line
  /// of the CSV files some 200.
  init(records: Int, bookings: Int) {
    output = (1 << 20) + records * 500 + bookings * 300
    temporary = (1 << 20) + records * 1_500
  }

  /// - Throws: ``ExportError/diskFull(path:)`` where a disk has less than that;
  ///   ``SystemFailure`` where a folder cannot be written to: the spreadsheet library would
  ///   silently take another temporary folder.
  func check(output outputFolder: String, temporary temporaryFolder: String) throws {
    for (folder, needed) in [(outputFolder, output), (temporaryFolder, temporary)] {
      guard unsafe access(folder, W_OK | X_OK) == 0 else { throw SystemFailure.last("use", folder) }
      guard try Self.free(folder) >= needed else { throw ExportError.diskFull(path: folder) }
    }
  }

  private static func free(_ folder: String) throws(SystemFailure) -> Int {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { throw .last("use", folder) }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }
}
