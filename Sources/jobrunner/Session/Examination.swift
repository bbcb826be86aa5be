internal import Billing
internal import LabSchema
internal import Postgres

/// All that `doctor` looks at, one after the other, whatever came of those before.
struct Examination {
  /// What came of one check.
  struct Result {
    var name: String
    var verdict: Verdict
  }

  enum Verdict {
    case made(PreflightVerdict)
    /// What had to be there for it is not; the reason in a few words.
    case notMade(String)
  }

  private(set) var results: [Result] = []

  /// Looks at everything that can be looked at: without a connection that is this machine.
  init(_ options: GlobalOptions) {
    guard let configuration = take("configuration", { try options.configuration() }) else {
      skip(Preflight.checks.map(\.check), "the configuration cannot be read")
      results.append(
        Result(name: "connection", verdict: .notMade("the configuration cannot be read")))
      return
    }
    for (check, _) in Preflight.checks {
      if case .machine(let look) = check.look {
        add(check, check.verdict { try look(configuration) })
      }
    }
    let session = take("connection") {
      try LabSession(options, command: "doctor", readOnly: true, for: .examination)
    }
    let others = Preflight.checks.map(\.check).filter { !$0.needsOnlyMachine }
    guard let session else {
      skip(others, "there is no connection")
      return
    }
    examine(
      others,
      PreflightContext(
        configuration: configuration, connection: session.connection,
        use: LabUse(writes: true, purpose: .examination)))
  }

  private mutating func examine(_ checks: [PreflightCheck], _ context: PreflightContext) {
    let isCurrent = (try? Migrator(context.connection).check()) != nil
    for check in checks {
      switch check.look {
      case .machine: continue
      case .database(let look): add(check, check.verdict { try look(context) })
      case .lab(let look):
        guard isCurrent else {
          skip([check], "the schema is not what this version needs")
          continue
        }
        add(check, check.verdict { try look(context) })
      }
    }
  }

  /// Does what all that follows needs; nil where it failed, which is a result like the others.
  private mutating func take<Value>(_ name: String, _ body: () throws -> Value) -> Value? {
    do {
      let value = try body()
      results.append(Result(name: name, verdict: .made(.ok)))
      return value
    } catch {
      results.append(Result(name: name, verdict: .made(.fail(Failure(error)))))
      return nil
    }
  }

  private mutating func add(_ check: PreflightCheck, _ verdict: PreflightVerdict) {
    results.append(Result(name: check.name, verdict: .made(verdict)))
  }

  private mutating func skip(_ checks: [PreflightCheck], _ reason: String) {
    results += checks.map { Result(name: $0.name, verdict: .notMade(reason)) }
  }
}

extension PreflightCheck {
  fileprivate var needsOnlyMachine: Bool {
    if case .machine = look { true } else { false }
  }
}

extension Examination {
  /// The exit code of the first that failed, else 1 where one warned, else 0.
  var exitCode: Int32 {
    var code = ExitStatus.done.rawValue
    for case .made(let verdict) in results.map(\.verdict) {
      switch verdict {
      case .ok, .known: continue
      case .warn: code = ExitStatus.needsPerson.rawValue
      case .fail(let failure): return failure.exitCode
      }
    }
    return code
  }
}
