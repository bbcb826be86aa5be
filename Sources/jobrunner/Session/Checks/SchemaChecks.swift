internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

extension PreflightCheck {
  /// Names, reasons and findings hold any character; in another encoding some cannot be kept, and
  /// which is known only when one comes, after numbers were given (decision 0024).
  static let encoding = PreflightCheck(
    "encoding",
    .database { context in
      let encoding = try context.connection.databaseEncoding()
      guard encoding != "UTF8" else { return .ok }
      return .fail(
        Failure(
          .notConfigured, "the database keeps its texts in \(encoding), and jobrunner needs UTF8",
          "dump it with pg_dump, and restore it into one made with: "
            + "create database NAME encoding 'UTF8' template template0"))
    })

  static let schema = PreflightCheck(
    "schema",
    .database { context in
      try Migrator(context.connection).check()
      return .ok
    })

  /// An app's ids may have 64 bits, of which billing keeps 32. Every command looks at the primary keys,
  /// which takes a look-up in each index; `doctor` at whatever refers to them, too.
  static let ids = PreflightCheck(
    "ids",
    .lab { context in
      let connection = context.connection
      let found =
        context.use.purpose == .examination
        ? try OversizedIDs.all(connection) : try OversizedIDs.keys(connection)
      guard let first = found.first else { return .ok }
      return .fail(
        Failure(
          .notConfigured,
          first.fact
            + (found.count > 1
              ? ", and so \(counted(found.count - 1, "more column has", "more columns have"))"
              : ""),
          OversizedIDs.remedy))
    })

  /// What holds the job's promises in the database itself.
  static let protections = PreflightCheck(
    "protections",
    .lab { context in
      let broken = try Migrator(context.connection).brokenProtections()
      guard let first = broken.first else { return .ok }
      return .fail(
        Failure(
          .notConfigured,
          first.message + (broken.count > 1 ? ", and \(broken.count - 1) more" : ""),
          "as the tables' owner: \(first.repair)"
            + (broken.count > 1 ? "; see all with: jobrunner migrate verify" : "")))
    })

  /// What was written while a protection was switched off is seen by what it contradicts.
  static let closedMonths = PreflightCheck(
    "closed months",
    .lab { context in
      let failures = try context.connection.closingTieOut().failures
      guard !failures.isEmpty else { return .ok }
      return .fail(Failure(RunError.closingsNotTiedOut(failures)))
    })

  static let rights = PreflightCheck(
    "rights",
    .lab { context in
      func failure(_ missing: [String], _ what: String) -> Failure {
        Failure(
          .notPermitted,
          "this user lacks \(missing.prefix(3).joined(separator: ", "))"
            + (missing.count > 3 ? " and \(missing.count - 3) more" : "") + what,
          "let the owner run jobrunner migrate roles, and grant its biller to this user")
      }
      let missing = try context.connection.missingJobRights()
      guard missing.isEmpty else { return .fail(failure(missing, "")) }
      let unkept = try context.connection.missingHousekeepingRights()
      guard unkept.isEmpty else {
        return .warn(failure(unkept, ", which the housekeeping of each night needs"))
      }
      return .ok
    })

  static let rightsOfOthers = PreflightCheck(
    "rights of others",
    .database { context in
      let problems = try RightsSurvey(context.connection).problems
      guard let first = problems.first else { return .ok }
      guard problems.count > 1 else {
        return .fail(Failure(.notConfigured, first.message, first.repair))
      }
      return .fail(
        Failure(
          .notConfigured, "\(first.message), and \(problems.count - 1) more",
          "see them and what takes each back with: jobrunner migrate verify"))
    })

  /// No night needs it, but an app that cannot write its pets and offers has nothing to bill.
  static let rightsOfTheApp = PreflightCheck(
    "rights of the app",
    .lab { context in
      let roles = try context.connection.appRolesWithoutRights()
      guard !roles.isEmpty else { return .ok }
      return .warn(
        Failure(
          .notPermitted, AppRolesNote.message(roles),
          "as the tables' owner: \(AppRolesNote.remedy(roles))"))
    })
}
