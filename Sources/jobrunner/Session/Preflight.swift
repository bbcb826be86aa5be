internal import Billing
internal import LabSchema
internal import Postgres

/// What is looked at before a command sets, reads or writes anything. `doctor` looks at all of it,
/// and goes on after what it finds; every other command looks at what would spoil its own work, and
/// ends with the first failure.
///
/// A check is a value: a `static let` in an extension of ``PreflightCheck`` in a file of `Checks/`,
/// and a line in ``checks``, which says who runs it.
struct Preflight {
  /// Every check, in the order in which they are made, with who makes it.
  static let checks: [(check: PreflightCheck, audience: PreflightAudience)] = [
    (.secrets, .doctor),
    (.startDate, .doctor),
    (.exportsFolder, .doctor),
    (.temporaryFolder, .doctor),
    (.serverVersion, .everyCommand),
    (.writable, .writingCommands),
    (.triggersFire, .writingCommands),
    (.clock, .doctor),
    (.encoding, .everyCommand),
    (.collation, .doctor),
    (.connections, .doctor),
    (.timeZone, .everyCommand),
    (.rowSecurity, .everyCommand),
    (.schema, .labCommands),
    (.ids, .labCommands),
    (.protections, .doctor),
    (.closedMonths, .doctor),
    (.rights, .billingCommands),
    (.nights, .doctor),
    (.lastRun, .doctor),
    (.packages, .doctor),
    (.numbers, .doctor),
    (.rightsOfOthers, .doctor),
    (.rightsOfTheApp, .doctor),
    (.payments, .doctor),
  ]

  let configuration: LabConfiguration
  let use: LabUse

  /// Makes the checks of this machine and the configuration that the command needs.
  ///
  /// - Throws: `Failure`, the first. A warning stops no command but is doctor's to tell.
  func checkMachine() throws {
    for check in Self.checks(for: use) {
      if case .machine(let look) = check.look { try check.demand { try look(configuration) } }
    }
  }

  /// Makes the checks of the database and of the lab in it that the command needs.
  ///
  /// - Throws: `Failure`, the first.
  func checkDatabase(_ connection: Connection) throws {
    let context = PreflightContext(configuration: configuration, connection: connection, use: use)
    for check in Self.checks(for: use) {
      switch check.look {
      case .machine: continue
      case .database(let look), .lab(let look): try check.demand { try look(context) }
      }
    }
  }

  /// What a command that writes would be refused with by this database, of all that one that reads
  /// need not look at.
  func refusalsOfWriting(_ connection: Connection) -> [Failure] {
    var writing = use
    writing.writes = true
    let context = PreflightContext(
      configuration: configuration, connection: connection, use: writing)
    return Self.checks(for: writing).filter { !$0.isAmong(Self.checks(for: use)) }.compactMap {
      switch $0.look {
      case .machine: return nil
      case .database(let look), .lab(let look):
        guard case .fail(let failure) = $0.verdict({ try look(context) }) else { return nil }
        return failure
      }
    }
  }

  private static func checks(for use: LabUse) -> [PreflightCheck] {
    checks.filter { $0.audience.includes(use) }.map(\.check)
  }
}

/// What a command does with the lab's database.
struct LabUse: Equatable, Sendable {
  /// Whether it may write; a dry run does not.
  var writes: Bool
  var purpose: LabPurpose
}

/// What a command connects for.
enum LabPurpose: Sendable {
  /// To work on a lab, whose schema has to be what this version needs.
  case lab
  /// To bill, finalize or number, and to export what came of it.
  case billing
  /// To see or change the schema, whatever it holds.
  case schema
  /// To give the roles of a lab their rights, which may be missing.
  case rights
  /// To look at everything, as `doctor` does.
  case examination
}

/// Which commands make a check, besides `doctor`, which makes all of them.
enum PreflightAudience {
  /// Whatever connects to the database, `migrate` too.
  case everyCommand
  /// Whatever reads the lab's records.
  case labCommands
  /// Whatever may write, `migrate` too.
  case writingCommands
  /// Whatever may bill: it needs every right of the biller's before it begins, or it would stop
  /// between billing and exporting, night after night.
  case billingCommands
  /// Nobody else: it costs time, or the command that meets it says so itself.
  case doctor

  func includes(_ use: LabUse) -> Bool {
    switch self {
    case .everyCommand: true
    case .labCommands: [.lab, .billing, .rights].contains(use.purpose)
    case .writingCommands: use.writes
    case .billingCommands: use.writes && use.purpose == .billing
    case .doctor: false
    }
  }
}

/// One thing that is looked at before a command works.
struct PreflightCheck: Sendable {
  /// What is looked at, in a word or two, as `doctor` prints it.
  let name: String
  let look: Look

  /// What a check looks at, and so what it needs.
  enum Look: Sendable {
    /// This machine and the configuration, without a connection.
    case machine(@Sendable (LabConfiguration) throws -> PreflightVerdict)
    /// The server, the database and the session, whatever the schema holds.
    case database(@Sendable (PreflightContext) throws -> PreflightVerdict)
    /// The lab's own tables: made only where the schema is what this version needs.
    case lab(@Sendable (PreflightContext) throws -> PreflightVerdict)
  }

  init(_ name: String, _ look: Look) {
    self.name = name
    self.look = look
  }

  fileprivate func isAmong(_ checks: [PreflightCheck]) -> Bool {
    checks.contains { $0.name == name }
  }

  /// What a look came to; whatever it throws is a failure, told as that error is told elsewhere.
  func verdict(_ look: () throws -> PreflightVerdict) -> PreflightVerdict {
    do { return try look() } catch { return .fail(Failure(error)) }
  }

  /// Goes on unless the look failed.
  fileprivate func demand(_ look: () throws -> PreflightVerdict) throws {
    if case .fail(let failure) = verdict(look) { throw failure }
  }
}

/// What a check has at hand. Its connection may be one that can write nothing.
struct PreflightContext {
  let configuration: LabConfiguration
  let connection: Connection
  /// What the command is about to do; `doctor` looks as if it were to do everything.
  let use: LabUse
}

/// What a check came to.
enum PreflightVerdict {
  case ok
  /// As it should be, and this is what it is.
  case known(String)
  /// Runs go on, and a person should know; `doctor` ends with 1.
  case warn(Failure)
  /// The work cannot be right, or not be done: the command ends with the failure's exit code.
  case fail(Failure)
}
