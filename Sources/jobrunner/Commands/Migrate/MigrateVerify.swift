internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import PlainText

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
    try session.show(CatalogReport(comparison: comparison))
    if !comparison.isClean { throw ExitCode(.notConfigured) }
  }
}

/// What the schema holds, compared with what it should.
private struct CatalogReport: Report {
  let comparison: CatalogComparison

  var json: JSONObject {
    [
      "is_clean": comparison.isClean,
      "missing": comparison.missing.map(\.json),
      "different": comparison.different.map {
        ["expected": $0.expected.json, "found": $0.found.json] as JSONObject
      },
      "extra": comparison.extra.map(\.json),
      "rights": comparison.rights.map {
        ["problem": $0.message, "repair": $0.repair] as JSONObject
      },
    ]
  }

  var lines: [String] {
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
          + (comparison.extra.isEmpty
            ? "" : ", and \(counted(comparison.extra.count, "thing")) besides")
        : "\(comparison.missing.count) missing, \(comparison.different.count) different"
          + (comparison.rights.isEmpty
            ? "" : ", \(counted(comparison.rights.count, "right")) too many"))
    return lines
  }
}

extension CatalogObject {
  fileprivate var json: JSONObject {
    ["kind": kind.rawValue, "name": name, "definition": definition]
  }
}
