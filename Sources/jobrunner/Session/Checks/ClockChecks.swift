internal import BillingJobs
internal import Foundation
internal import LabSchema

extension PreflightCheck {
  /// Which day it is, is asked of the server; the logs carry this machine's time.
  static let clock = PreflightCheck(
    "clock",
    .database { context in
      let seconds = Int(try context.connection.now().microseconds / 1_000_000)
      let difference = abs(seconds - Int(Date().timeIntervalSince1970))
      guard difference > 60 else { return .ok }
      return .warn(
        Failure(
          78, "this machine's clock and the database server's are \(difference) seconds apart",
          "let both follow a time server (timedatectl shows whether one does)"))
    })

  static let timeZone = PreflightCheck(
    "time zone",
    .database { context in
      let zone = context.configuration.billing.timeZone
      guard try context.connection.knowsTimeZone(zone) else {
        throw ConfigurationError(
          "billing.time_zone", "the server knows no \"\(zone)\"", line: "time_zone: Asia/Kolkata")
      }
      return .ok
    })

  static let startDate = PreflightCheck(
    "start date",
    .machine { configuration in
      guard configuration.billing.startDate == nil else { return .ok }
      throw ConfigurationError(
        "billing.start_date", "is not set, so nothing is billed", line: "start_date: 2025-01-01")
    })
}
