internal import ArgumentParser
internal import Billing
internal import LabSchema

struct MigrateVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the schema with what the applied migrations say it holds.",
    discussion: """
      Names each table, column, type, default, key, index, constraint, trigger, function and view \
      that is missing or different, and each right on the job's own that migrate roles does not list, \
      with exit code 78. What is there besides, such as tables of the app, is listed apart and is no \
      fault.
      """)

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let session = try LabSession(
      options, command: "migrate", readOnly: true, for: .schema)
    let comparison = try session.migrator.verify()
    if options.json {
      try printJSON(CatalogReport(comparison), to: session.console)
    } else {
      for line in Self.lines(comparison) { session.console.result(line) }
    }
    if !comparison.isClean { throw ExitCode(.notConfigured) }
  }

  static func lines(_ comparison: CatalogComparison) -> [String] {
    var lines = comparison.missing.map { "missing    \($0)" }
    for difference in comparison.different {
      lines.append("different  \(difference.found)")
      lines.append("           should be: \(difference.expected.definition)")
    }
    for problem in comparison.rights {
      lines.append("rights     \(problem.message)")
      lines.append("           remedy: \(problem.repair)")
    }
    lines += comparison.extra.map { "extra      \($0)" }
    lines.append(
      comparison.isClean
        ? "the schema holds what its migrations say"
          + (comparison.extra.isEmpty ? "" : ", and \(comparison.extra.count) things besides")
        : "\(comparison.missing.count) missing, \(comparison.different.count) different"
          + (comparison.rights.isEmpty ? "" : ", \(comparison.rights.count) rights too many"))
    return lines
  }
}

/// A comparison of catalogs, for programs.
struct CatalogReport: Encodable {
  struct Object: Encodable {
    var kind: String
    var name: String
    var definition: String

    init(_ object: CatalogObject) {
      kind = object.kind.rawValue
      name = object.name
      definition = object.definition
    }
  }

  struct Difference: Encodable {
    var expected: Object
    var found: Object
  }

  struct Right: Encodable {
    var problem: String
    var repair: String
  }

  var isClean: Bool
  var missing: [Object]
  var different: [Difference]
  var extra: [Object]
  var rights: [Right]

  init(_ comparison: CatalogComparison) {
    isClean = comparison.isClean
    missing = comparison.missing.map(Object.init)
    different = comparison.different.map {
      Difference(expected: Object($0.expected), found: Object($0.found))
    }
    extra = comparison.extra.map(Object.init)
    rights = comparison.rights.map { Right(problem: $0.message, repair: $0.repair) }
  }
}
