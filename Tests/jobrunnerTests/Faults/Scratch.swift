import Billing
import Foundation

/// A folder of one run's own.
final class Scratch {
  let path = "/tmp/jobrunner-fault-\(UUID().uuidString.prefix(8))"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
