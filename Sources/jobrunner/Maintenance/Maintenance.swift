internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema
internal import Postgres

/// What housekeeping found and did. It removes nothing that a decision, an amount or the outcome of a run
/// rests on.
struct Maintenance: Equatable, Sendable {
  /// Refused tokens that had expired, and were removed.
  var expiredTokens = 0
  /// Coupons whose counter is not what their redemptions come to; it is the app's, and only reported.
  var wrongCounters: [CouponCounter] = []
  /// Packages of open months that are older than the lab keeps them.
  var oldPackages: [OldPackage] = []
  /// Those of them that were deleted.
  var deletedPackages: [OldPackage] = []
}

/// How far housekeeping goes.
enum MaintenanceScope {
  /// Nothing is removed.
  case dryRun
  /// What nobody has to be asked about.
  case routine
  /// Old packages as well.
  case deletingOldPackages
}

extension LabSession {
  /// Tokens that are removed in one transaction: none of the app's logins waits for long.
  private static let tokenBatch = 1_000

  /// Does the housekeeping that is due on a day; doing it again finds nothing.
  func maintain(on date: CalendarDate, _ scope: MaintenanceScope) throws -> Maintenance {
    var done = Maintenance()
    done.expiredTokens = try removeExpiredTokens(scope)
    done.wrongCounters = try connection.wrongCouponCounters()
    done.oldPackages = try oldPackages(on: date)
    if scope == .deletingOldPackages {
      let exporter = PackageExporter(settings: configuration.exports)
      for package in done.oldPackages where try exporter.remove(package) {
        done.deletedPackages.append(package)
      }
    }
    return done
  }

  /// Housekeeping at the end of a night. What fails of it is a warning, and changes nothing of how the
  /// night ended.
  func maintainAfterNight(on date: CalendarDate) throws {
    watch?.hears(.begins(.maintenance))
    do {
      for event in try maintain(on: date, .routine).events { console.log(event) }
    } catch  where interruption.signal == nil {
      console.log(.maintenanceFailed(Failure(error)))
    }
  }

  /// - Returns: how many were removed, or would be.
  private func removeExpiredTokens(_ scope: MaintenanceScope) throws -> Int {
    func all() throws -> Int {
      var count = 0
      while true {
        let removed = try connection.removeExpiredTokens(atMost: Self.tokenBatch)
        count += removed
        if removed < Self.tokenBatch { return count }
      }
    }
    guard scope == .dryRun else { return try all() }
    return try connection.transaction(.readCommitted, .rolledBack, all)
  }

  private func oldPackages(on date: CalendarDate) throws -> [OldPackage] {
    guard configuration.exportsKeepMonths > 0 else { return [] }
    return try ExportsFolder(path: configuration.exports.folder).oldPackages(
      before: date.period.adding(months: -configuration.exportsKeepMonths),
      closed: Set(try ClosingQueries(connection).closedPeriods()),
      of: try connection.exportHistory())
  }
}
