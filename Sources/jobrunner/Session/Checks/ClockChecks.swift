internal import Billing
internal import BillingJobs
internal import Foundation
internal import LabSchema
internal import PlainText

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
          .notConfigured,
          "this machine's clock and the database server's are \(counted(difference, "second")) apart",
          "let both follow a time server (timedatectl shows whether one does)"))
    })

  /// Both zones of the configuration are names that the server knows. The session's own zone is set
  /// only after this.
  static let timeZone = PreflightCheck(
    "time zone",
    .database { context in
      let configuration = context.configuration
      for (key, zone) in [
        (ConfigurationKey.billingTimeZone, configuration.billing.timeZone),
        (.databaseNaiveTimeZone, configuration.naiveTimeZone),
      ] {
        let found = try context.connection.timeZone(spelt: zone)
        guard found != zone else { continue }
        throw configuration.error(
          key,
          found.map { "the time zone \"\(zone)\" is spelt \($0)" }
            ?? "the database server knows no time zone \"\(zone)\": it takes names such as "
            + "Asia/Kolkata, no offsets and no abbreviations",
          example: found)
      }
      return .ok
    })

  static let startDate = PreflightCheck(
    "start date",
    .machine { configuration in
      guard configuration.billing.startDate == nil else { return .ok }
      throw configuration.error(
        .billingStartDate, "is not set, so nothing is billed", example: "2025-01-01")
    })
}
