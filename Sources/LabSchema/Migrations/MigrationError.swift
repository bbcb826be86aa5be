package import Billing
internal import PlainText
package import Postgres

/// Why a schema is not, or cannot be made, what this version needs. Nothing was changed, except
/// that the migrations before a failed one stay applied.
package enum MigrationError: ReportedError, Sendable {
  /// The schema that the connection is set to does not exist.
  case noSchema(String?, place: String, elsewhere: [OtherSchema])
  /// The tables of a running app are there, and were not brought to this version.
  case notAdopted(schema: String, tables: [String])
  /// They cannot be taken over as they are.
  case notAdoptable(schema: String, [AdoptionProblem])
  /// Ids of the app's are beyond what billing keeps, and a backfill would meet them.
  case oversizedIDs([OversizedIDs])
  /// A table named as the ledger is there, and it is another tool's.
  case foreignLedger(schema: String)
  /// Nothing of a lab is there yet.
  case empty(schema: String, place: String, elsewhere: [OtherSchema])
  /// Migrations that this version needs are not applied.
  case behind(schema: String, pending: [String])
  /// Something else, such as `offers (a view)`, stands where a table of the lab belongs.
  case notTables(schema: String, [String])
  /// The ledger and this program disagree.
  case conflict(schema: String, [MigrationStatus.Entry])
  /// Another migrator is at work and did not finish in time.
  case busy(schema: String, waited: Duration)
  /// Other sessions kept the tables locked through every try.
  case locked(migration: String, tries: Int)
  /// A migration's statements failed.
  case failed(migration: String, PostgresError)
  /// Something on the tables that the backfills write keeps them from it.
  case backfillStopped(schema: String, [BackfillEncounter])
  /// A backfill left rows as they were that nobody held. Its cursor stands before them.
  case backfillIncomplete(migration: String, [UnfilledRows], suspects: [BackfillEncounter])
  /// The server, or a trigger of the app's, refused a backfill a row, such as `bookings id 167`.
  /// Suspects are what may have changed the row before the server refused it.
  case backfillRefused(
    migration: String, at: String, by: BackfillEncounter?, suspects: [BackfillEncounter],
    ServerError)
  /// An index came out half built.
  case invalidIndex(migration: String, index: String)
  /// The app wrote bookings without a pet a short while ago; these still have none.
  case appWritesOldWay(newest: Instant, bookings: [String], quietHours: Int)
  /// Bookings that nobody's pet can be given to: no user, or one that does not exist.
  case bookingsWithoutPet(count: Int, [String])

  /// What is wrong, in a sentence.
  package var message: String {
    switch self {
    case .noSchema(let name?, let place, _): "the schema \"\(name)\" does not exist in \(place)"
    case .noSchema(nil, let place, _): "the connection is set to no schema that exists in \(place)"
    case .notAdopted(let schema, let tables):
      "the schema \"\(schema)\" holds \(Self.list(tables)), and was not brought to this version"
    case .notAdoptable(let schema, _):
      "the tables of the schema \"\(schema)\" cannot be taken over as they are; nothing was changed"
    case .oversizedIDs(let found): Self.list(found.map(\.fact))
    case .foreignLedger(let schema):
      "the table schema_migrations of the schema \"\(schema)\" is not jobrunner's"
    case .empty(let schema, let place, _):
      "the schema \"\(schema)\" of \(place) holds no lab yet"
    case .behind(let schema, let pending):
      "the schema \"\(schema)\" lacks \(Self.list(pending))"
    case .notTables(let schema, let relations):
      "no table of the schema \"\(schema)\", as it should be: \(Self.list(relations))"
    case .conflict(let schema, let entries):
      "the migrations of the schema \"\(schema)\" are not those of this version: "
        + Self.list(entries.map { "\($0.name) is \($0.state.explanation)" })
    case .busy(let schema, let waited):
      "another migration of the schema \"\(schema)\" is still running after "
        + "\(waited.components.seconds) s"
    case .locked(let migration, let tries):
      "\(migration) could not lock its tables in \(counted(tries, "try", "tries"))"
    case .failed(let migration, let error): "\(migration) failed: \(error)"
    case .backfillStopped(let schema, _):
      "the backfills cannot write what they have to in the schema \"\(schema)\"; nothing was changed"
    case .backfillIncomplete(let migration, _, _):
      "\(migration) is not done: something keeps rows from being filled"
    case .backfillRefused(let migration, let place, let trigger, _, let error):
      "\(migration) cannot fill \(place): "
        + (trigger.map { "the trigger \($0.name) of \($0.table) refuses it: " } ?? "") + "\(error)"
    case .invalidIndex(let migration, let index):
      "\(migration): the index \(index) came out invalid"
    case .appWritesOldWay(let newest, let bookings, let hours):
      "the app still writes bookings without a pet: the newest was created at \(newest), "
        + "within the last \(counted(hours, "hour"))"
        + (bookings.isEmpty ? "" : " (without one: \(bookings.joined(separator: ", ")))")
    case .bookingsWithoutPet(let count, let ids):
      "\(counted(count, "booking has", "bookings have")) no pet, and no user whose pet it could be: "
        + ids.joined(separator: ", ") + (count > ids.count ? " …" : "")
    }
  }

  /// What the message speaks of, one by one; empty where it says it all.
  package var details: [String] {
    switch self {
    case .notAdoptable(_, let problems): problems.map(\.description)
    case .noSchema(_, _, let others), .empty(_, _, let others): others.map(\.description)
    case .backfillStopped(_, let encounters): encounters.map(\.obstacle)
    case .backfillIncomplete(_, let rows, let suspects):
      rows.map(\.description) + suspects.map(\.description)
    case .backfillRefused(_, _, nil, let suspects, _): suspects.map(\.description)
    default: []
    }
  }

  /// What to do about it.
  package var remedy: String {
    switch self {
    case .noSchema(let name, _, _):
      "create it (create schema \"\(name ?? "lab")\") or correct database.schema"
    case .notAdopted: "run: jobrunner migrate plan, and then: jobrunner migrate apply"
    case .notAdoptable(_, let problems):
      problems.allSatisfy(\.isAboutRights)
        ? "connect as a role that may do this, and try again"
        : problems.contains(where: \.hasLookAlikes)
          ? "tables and columns of other names are not taken over: see docs/adopting.md (Other names); "
            + "a lab beside this app's tables needs a schema of its own (database.schema)"
          : "put this right, or correct database.schema, and look again with: jobrunner migrate plan"
    case .oversizedIDs: "\(OversizedIDs.remedy), and run it again"
    case .backfillStopped: "put this right, and look again with: jobrunner migrate plan"
    case .backfillIncomplete(_, _, let suspects): Self.letPass(suspects)
    case .backfillRefused(_, _, let trigger?, _, _): Self.letPass([trigger])
    case .backfillRefused(_, _, nil, let suspects, _) where !suspects.isEmpty:
      Self.letPass(suspects)
    case .backfillRefused: "correct the cause, and run the same command again: \(Self.goesOn)"
    case .foreignLedger: "point database.schema at a schema of its own"
    case .empty:
      "run: jobrunner migrate apply; where the lab is elsewhere, correct database.url or "
        + "database.schema"
    case .behind: "run: jobrunner migrate apply"
    case .notTables:
      "let the table itself go by its name: what a view leaves out would be missing without a word"
    case .conflict(_, let entries):
      entries.contains { if case .unknownNewer = $0.state { true } else { false } }
        ? "install the version of jobrunner that applied them"
        : "run: jobrunner migrate status, and restore the files as they were applied"
    case .busy: "try again when it is done"
    case .locked: "end long transactions on these tables, or try again in a quiet hour"
    case .invalidIndex:
      "run jobrunner migrate apply again, which drops it and builds it anew"
    case .appWritesOldWay(_, _, let hours):
      "deploy the version of the app that writes bookings.pet_id, and try again "
        + "\(counted(hours, "hour")) later (migrations.contract_quiet_hours)"
    case .bookingsWithoutPet:
      "give these bookings a user or a pet, or delete them (list them with: "
        + "select id, user_id, created_at from bookings where pet_id is null), and try again"
    case .failed: "it was rolled back: correct the cause and run jobrunner migrate apply again"
    }
  }

  /// What lets a backfill pass the app's triggers.
  private static func letPass(_ triggers: [BackfillEncounter]) -> String {
    guard !triggers.isEmpty else {
      return "no trigger fires there: run the same command again, and report it where it stays so"
    }
    let (those, them) = triggers.count == 1 ? ("the trigger", "it") : ("these triggers", "them")
    let disabled = triggers.map { "alter table \($0.table) disable trigger \($0.name)" }
    return "let \(those) pass what jobrunner writes (if current_setting('application_name') = "
      + "'\(Migrator.applicationName)' then return new; end if;) or disable \(them) meanwhile "
      + "(\(disabled.joined(separator: "; "))), and run the same command again: \(goesOn)"
  }

  private static let goesOn = "it goes on where it was"

  /// At most three of the items, and how many more there are.
  private static func list(_ items: [String]) -> String {
    let shown = items.prefix(3).joined(separator: ", ")
    return items.count > 3 ? "\(shown) and \(items.count - 3) more" : shown
  }
}

extension MigrationError: CustomStringConvertible {
  package var description: String {
    ([message] + details + [remedy]).joined(separator: "; ")
  }
}

extension MigrationStatus.State {
  /// How it differs from what it should be, to follow "is".
  var explanation: String {
    switch self {
    case .applied: "applied"
    case .adopted: "adopted"
    case .pending: "not applied"
    case .edited: "applied from another text"
    case .missing: "applied but not part of this version"
    case .outOfOrder: "not applied although later ones are"
    case .unknownNewer: "newer than this version"
    }
  }
}

extension MigrationError {
  package var exitStatus: ExitStatus {
    switch self {
    case .busy, .locked: .tryLater
    case .notAdoptable(_, let problems) where problems.allSatisfy(\.isAboutRights): .notPermitted
    case .failed(_, let cause) where cause.sqlState == ServerError.insufficientPrivilege:
      .notPermitted
    case .backfillRefused(_, _, _, _, let cause)
    where cause.sqlState == ServerError.insufficientPrivilege:
      .notPermitted
    case .failed(_, let cause) where cause.sqlState == ServerError.readOnlyTransaction:
      .unavailable
    default: .notConfigured
    }
  }
}
