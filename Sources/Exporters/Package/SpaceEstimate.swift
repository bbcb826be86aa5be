internal import Billing
internal import Foundation
internal import LabSchema

/// Room that a package needs, so that a full disk is noticed before and not while it is written.
struct SpaceEstimate {
  /// Bytes in the output folder and in the temporary folder.
  let output: Int
  let temporary: Int

  /// From above: a row of the register takes some 1,200 bytes of XML and 180 once compressed, a
  /// line of the CSV files some 200; a month's rows are in those of its days once more, and a
  /// workbook takes some 40 kB without any.
  init(_ scope: ExportScope, records: Int, bookings: Int) {
    let rows = records * 500 + bookings * 300
    switch scope {
    case .period: output = (1 << 20) + 2 * rows + scope.dates.count * (1 << 16)
    case .day: output = (1 << 20) + rows
    }
    temporary = (1 << 20) + records * 1_800
  }

  /// - Throws: ``ExportError/noRoom(path:needed:free:)`` where a disk has less than that;
  ///   ``SystemFailure`` where a folder cannot be written to: the spreadsheet library would
  ///   silently take another temporary folder.
  func check(output outputFolder: String, temporary temporaryFolder: String) throws {
    let shared = try Self.device(outputFolder) == Self.device(temporaryFolder)
    let needs = [
      (outputFolder, output + (shared ? temporary : 0)), (temporaryFolder, temporary),
    ]
    for (folder, needed) in needs {
      guard unsafe access(folder, W_OK | X_OK) == 0 else { throw SystemFailure.last("use", folder) }
      let free = try Self.free(folder)
      guard free >= needed else {
        throw ExportError.noRoom(path: folder, needed: needed, free: free)
      }
    }
  }

  private static func device(_ folder: String) throws(SystemFailure) -> dev_t {
    var status = stat()
    guard unsafe stat(folder, &status) == 0 else { throw .last("use", folder) }
    return status.st_dev
  }

  private static func free(_ folder: String) throws(SystemFailure) -> Int {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { throw .last("use", folder) }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }
}
