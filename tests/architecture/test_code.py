# SPDX-License-Identifier: AGPL-3.0-or-later
"""How code is written: who may widen an actor, who writes rows, who asks before writing."""

import ast
import re

from tests.architecture.source import Module, called, calls, chain, imported, modules

#: Callers of `elevated`, each with the reason that stands beside it in the code.
ELEVATED = {
    "statistics.simulation.register_subjects": "a draft of law is tried on everybody; only protected counts leave",
    "statistics.impact.impact": "the law is asked about whole files of the own office; terms alone are shown to whom content is closed",
    "statistics.returns.count.monthly_return": "a return counts the matters of every office; only counts leave",
    "interfaces.cli.law._impact": "whoever runs the machine lists what a change of the law touches, by number",
    "interfaces.cli.terms._board": "whoever runs the machine sees the terms of every office, by number",
    "casework.selectors.file.appointments": "whom the list tells of is for the log alone; only ids are used",
    "foundation.privacy.destroying.held": "a hold on a merged file is found wherever it is; only yes or no leaves",
    "casework.services.offers.whole_case": "guards and effects weigh the whole file; nothing read is shown",
    "casework.earlier.earlier_refusals": "an earlier refusal is found in whatever office; only its day leaves, for the law",
    "casework.earlier.answers_in": "papers of an earlier refusal need not come twice; only their codes leave",
    "casework.services.itself.step_by_itself": "what follows from another case lies in any office; the system moves it, nothing is shown",
    "casework.jobs.watch_terms": "terms run out in every office; only a task is opened",
    "casework.jobs.act_on_due": "terms end in every office; each case is taken through perform, nothing is shown",
    "casework.services.start._whole": "guards weigh all that is known of the person; only fixed sentences leave",
    "casework.merging.one_open_case": "an open case is found in whatever office it is; only yes or no leaves",
    "register.keys.pairs_of": "the keys of a person are erased wherever the person is known; only ids leave",
    "register.jobs.duplicates.check_waiting": "the list holds people of every compartment; only counts leave",
    "register.jobs.duplicates.mark_changed": "who changed since yesterday is looked at anew; nothing read is shown",
    "register.services.duplicates.suspect": "the system itself holds no compartment; only a count leaves",
    "register.services.duplicates._alone_in": "the re-check sees one compartment at a time; only a count leaves",
    "register.jobs.forgetting.forget_imports": "terms end in every compartment; what is deleted is not read",
    "register.jobs.imports._next": "imports wait in every compartment; only their ids are used",
    "register.jobs.imports._refused": "only the state of the run is noted; nothing read is shown",
    "foundation.privacy.corrections.tell_recipients": "who was given something is found in every compartment; whoever corrects hears of none",
    "register.services.told._shown": "which name each side was shown goes into the messages alone",
    "foundation.audit.verify.verify": "every action is held against its event; only counts leave",
    "domains.asylum.leaving.shut_to_who_left": "a guardian who left may be named on files of any office; nothing is read out",
    "domains.asylum.reception.receive.receive_claim": "an open claim is found wherever it is; a post sees nothing after",
    "interfaces.cli.bench.signing._cards": "a measurement gives two people of a throw-away country new cards; nothing is shown",
    "interfaces.cli.bench.signing._cards.state.put": "a measurement puts a card back after a wrong try; nothing is shown",
    "interfaces.cli.seed.run._cases": "the invented country goes on with files that a post handed over",
    "interfaces.cli.seed.stay.run._by_term": "terms of invented files end as the system ends them; nothing is shown",
    "interfaces.cli.seed.register.load._anybody": "only whether anybody at all is on record",
    "interfaces.cli.seed.register.load._there": "an invented register is loaded once, wherever it is known; nothing is shown",
    "interfaces.cli.seed.run._portal_logins": "the codes of a few invented people are printed for visitors",
    "register.services.place._earlier_seen": "a guardian's report of an address ends the earlier one; nothing is shown",
    "register.services.index.index_people": "every name of a person is indexed; only words of names are written",
    "domains.residence.record.selectors._read": "links are hidden from their own people; the own record alone leaves",
    "domains.residence.removal.jobs.look_at_standing": "what protects lies in any office; a matter is halted and nothing is shown",
    "domains.residence.record.jobs.keep_records": "records are opened of everybody known to stay; only a count leaves",
    "domains.residence.party.filing._filing": "the engine joins the person to a new file; the organisation sees its own row alone",
    "domains.residence.party.selectors.handling": "the engine joins the person to the file; the organisation sees its own row alone",
    "domains.residence.party.managing._let_in": "an organisation files in every stay office; a user is added, nothing leaves",
    "domains.residence.party.managing._shut_out": "an organisation files in every stay office; a user is taken out, nothing leaves",
    "casework.services.charges.payment_not_counted_yet": "a receipt counts once in the country; only that it counted is told",
    "domains.residence.own.services.note_identity_shown": "the mark goes from every file of the person; nothing is shown",
    "domains.residence.bridge.bridge_of": "answers of the own file say until when somebody may stay; a yes or a no and a day leave",
    "domains.residence.own.selectors.wards_in_stay": "links are hidden from their own people; only those for whom the person acts leave",
    "domains.residence.own.representing.own_representations": "the two are hidden from each other; only the other of the two leaves",
    "domains.residence.own.representing.end_own_representation": "the two are hidden from each other; nothing leaves",
    "foundation.accounts.sign_in.portal_access": "the session proved the card; the person is not known yet",
    "foundation.privacy.erasing._erase": "what is erased goes from every compartment; nothing of it is shown",
    "foundation.privacy.copying.everything_on": "a person is given what every compartment holds on them; others are left out",
    "foundation.privacy.erasing.is_there": "whether a row is there; only yes or no leaves",
    "foundation.privacy.retention.due": "terms end in every compartment; only ids are told",
    "register.watching.people": "the watch compares names and nationalities; only counts and ids of events leave",
    "casework.watching.give_back": "files of people close to an officer are given back; only how many leaves",
    "casework.watching.relations": "the watch asks whose files they are; only a yes or no about the reader leaves",
    "register.services.emergency.open_in_emergency": "a danger: one person who is exactly named; others are told at once",
    "register.selectors.emergency.opened_in_emergency": "a danger: the parts that were opened of one person, for an hour",
}

#: Public services that ask elsewhere than in their first lines, each with its reason.
ASKS_ELSEWHERE = {
    "foundation.oversight.services.common.holder": "a value; touches no row",
    "register.services.emergency.is_paused": "a yes or no about the own account, for a service that has asked",
    "domains.residence.own.services.startable": "weighs permissions itself, procedure by procedure; writes nothing",
    "domains.residence.own.services.filing": "asks in filing_form, in the name of whose matter it is",
    "domains.residence.own.services.keep_own_upload": "asks in keep_filing_upload, in the name of whose matter it is",
    "domains.residence.own.services.apply": "asks in start_case, in the name of whose matter it is",
    "casework.services.perform.perform": "asks once the case is locked: the permission hangs on its offices",
    "casework.services.drafts.find_draft": "one's own row only: row-level security shows no other",
    "casework.services.drafts.discard_draft": "one's own row only",
    "casework.services.unfiled.read_form": "one's own row only",
    "casework.services.unfiled.my_forms": "one's own rows only",
    "casework.services.unfiled.drop_form": "one's own row only",
    "casework.services.offers.available_actions": "weighs permissions itself, action by action; writes nothing",
    "casework.services.offers.standing_in_the_way": "of a case that the caller has read; writes nothing",
    "casework.services.common.request_digest": "a hash; touches no row",
    "foundation.accounts.sign_in.open_portal_access": "part of a domain's service, which has asked",
    "foundation.audit.services.record": "everybody must be able to write the log, also who is refused",
    "foundation.documents.services.store": "part of a service, which has asked",
    "register.services.splitting.sides": "part of split and of its page, which have asked; reads what the actor may know",
    "register.services.splitting.rows_since": "part of split and of its page, which have asked; reads what the actor may know",
    "register.services.common.holder_of": "part of services, which have asked; a value of the actor",
    "register.services.common.lock_person": "it is the asking",
    "register.services.index.index_name": "part of a service, which has asked",
    "register.services.index.index_people": "part of a service, which has asked",
    "register.services.index.written": "a value; touches no row",
    "register.services.common.changed": "writes the audit event of a service that has asked",
    "register.services.common.lock_version": "it is the asking, with the version",
    "register.services.household.registering_compartments": "says where the actor registers; touches no row",
    "register.services.people.name_columns": "columns of a name; touches no row",
    "register.services.people.paper_columns": "columns of a paper; touches no row",
    "register.services.people.write_person": "part of create_person and create_household, which have asked",
    "register.services.known.look_before": "part of create_person and create_household, which have asked",
    "register.services.tocheck.mark_for_check": "part of services, which have asked; ids only",
    "foundation.oversight.services.ties.note_refusal": "of whoever was refused; it writes that down and shows nothing",
    "register.services.place.write_address": "part of set_address and create_person, which have asked",
}

ASKING = {"require", "require_permission", "lock_person", "lock_version", "lock_child", "_hold", "_row", "_waiting"}
TOUCHING = {"record", "save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create"}
ORM_WRITES = {"save", "create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create"}
WRITES_IN_PAGES = {"cli"}


def is_service(module: Module) -> bool:
    parts = module.name.split(".")
    return ("services" in parts or parts[-1] == "sign_in") and "interfaces" not in parts


def function_around(module: Module, line: int) -> str:
    names = [name for name, function in module.functions() if function.lineno <= line <= (function.end_lineno or line)]
    return names[-1] if names else ""


def test_the_callers_of_elevated_are_known() -> None:
    found: dict[str, ast.Call] = {}
    for module in modules():
        for call in calls(module.tree):
            if called(call) == "elevated":
                found[f"{module.name}.{function_around(module, call.lineno)}"] = call
    assert set(found) == set(ELEVATED)
    for name, call in found.items():
        reasons = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
        assert reasons, f"{name} gives no reason"
        assert isinstance(reasons[0], ast.Constant), name
        assert len(str(reasons[0].value)) > 20, name


def test_elevated_is_not_called_under_another_name() -> None:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom):
                assert not any(alias.name == "elevated" and alias.asname for alias in node.names), module.name


def test_pages_do_not_widen_an_actor() -> None:
    wrong = [
        module.name
        for module in modules()
        if module.name.startswith(("interfaces", "config"))
        and not module.name.startswith("interfaces.cli.")
        and any(name.endswith((".elevated", ".showing_card", ".whole_case")) for name in imported(module.tree))
    ]
    assert wrong == []


def test_django_signals_are_not_used() -> None:
    wrong = [
        (module.name, name)
        for module in modules()
        for name in imported(module.tree)
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
        or name.endswith(".signals")
    ]
    assert wrong == []


def test_pages_write_no_rows() -> None:
    """A page that saved a row would pass by permission, audit and the one door."""
    wrong = []
    for module in modules():
        parts = module.name.split(".")
        if parts[0] != "interfaces" or (len(parts) > 1 and parts[1] in WRITES_IN_PAGES):
            continue
        for call in calls(module.tree):
            names = chain(call)
            if not names or names[-1] not in ORM_WRITES:
                continue
            if "objects" in names or (names[-1] in {"save", "delete"} and names[-2:-1] != ["session"]):
                wrong.append(f"{module.name}:{call.lineno} {'.'.join(names)}")
    assert wrong == []


def test_pages_do_not_speak_sql() -> None:
    wrong = [
        f"{module.name}:{call.lineno}"
        for module in modules()
        if module.name.startswith("interfaces") and not module.name.startswith("interfaces.cli")
        for call in calls(module.tree)
        if called(call) in {"execute", "executemany", "raw", "cursor"}
    ]
    assert [place for place in wrong if not place.startswith("interfaces.web.health:")] == []


def test_services_ask_before_they_touch_a_row() -> None:
    """Design idea 4, *Act*: the first thing that a service does is to ask; a few reasoned exceptions."""
    late, never = [], []
    for module in modules():
        if not is_service(module):
            continue
        for name, function in module.functions():
            arguments = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
            full = f"{module.name}.{name}"
            if "." in name or name.startswith("_") or "actor" not in arguments or full in ASKS_ELSEWHERE:
                continue
            asked = [c.lineno for c in calls(function) if called(c) in ASKING]
            touched = [c.lineno for c in calls(function) if called(c) in TOUCHING]
            if not asked:
                never.append(full)
            elif touched and min(touched) < min(asked):
                late.append(full)
    assert never == []
    assert late == []


def test_the_exceptions_still_exist() -> None:
    there = {f"{module.name}.{name}" for module in modules() for name, _function in module.functions()}
    assert set(ASKS_ELSEWHERE) - there == set()
    assert set(ELEVATED) - there == set()


def test_services_that_write_also_log() -> None:
    """Each public service that takes an actor and writes rows ends with an event, itself or through what it calls."""
    logging = {
        "record",
        "changed",
        "log",
        "_log",
        "_hold",
        "_record",
        "perform",
        "_perform",
        "start_case",
        "create_person",
    }
    silent = []
    for module in modules():
        if not is_service(module):
            continue
        for name, function in module.functions():
            arguments = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
            full = f"{module.name}.{name}"
            if "." in name or name.startswith("_") or "actor" not in arguments:
                continue
            if full == "foundation.audit.services.record" or "part of" in ASKS_ELSEWHERE.get(full, ""):
                continue
            names = {called(call) for call in calls(function)}
            if names & ORM_WRITES and not names & logging:
                silent.append(full)
    assert silent == []


def test_time_is_asked_of_the_one_clock() -> None:
    """Tests and training move `foundation.clock`; a service with a clock of its own would not move with it."""
    wrong = []
    for module in modules():
        own = (
            "foundation.clock", "foundation.database", "foundation.keys.store", "foundation.keys.drill", "foundation.backup.shipping",
            "interfaces.cli", "law", "names",
        )  # fmt: skip
        if module.name.startswith(own):
            continue
        for call in calls(module.tree):
            names = chain(call)
            if names[-2:] in (["timezone", "now"], ["datetime", "now"], ["date", "today"], ["datetime", "utcnow"]):
                wrong.append(f"{module.name}:{call.lineno}")
    assert wrong == []


def test_other_servers_are_asked_through_one_door() -> None:
    """Which follows no redirect (ASVS 15.3.2). `children` asks the servers that it has just started, as measurements do."""
    door, own = "foundation.outbound", "interfaces.cli.children"
    asking = {
        module.name
        for module in modules()
        for call in calls(module.tree)
        if called(call) in {"urlopen", "build_opener", "HTTPConnection", "HTTPSConnection"}
        and ".bench." not in module.name
    }
    assert asking == {door, own}


def test_no_code_is_made_of_data() -> None:
    """Procedures and law are data without expressions; nothing evaluates a text."""
    wrong = [
        f"{module.name}:{call.lineno} {called(call)}"
        for module in modules()
        for call in calls(module.tree)
        if isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec", "compile", "__import__"}
    ]
    assert wrong == []


def test_logs_hold_no_values_of_models() -> None:
    """LG-08: what is logged is a fixed text; an f-string could carry a person into it."""
    loggers = {"log", "logger", "logging"}
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    wrong = []
    for module in modules():
        for call in calls(module.tree):
            names = chain(call)
            logs = len(names) == 2 and names[0] in loggers and names[1] in levels
            if logs and call.args and not isinstance(call.args[0], ast.Constant):
                wrong.append(f"{module.name}:{call.lineno}")
    assert wrong == []


def test_no_domain_word_stands_in_the_engine() -> None:
    """The engine is kept free of what only the claim knows; comments and documentation may explain with it."""
    words = re.compile(r"asylum|refugee|claim|interview|guardian", re.IGNORECASE)
    wrong = []
    for module in modules():
        if not module.name.startswith("casework.") or module.name == "casework.policy":
            continue
        documentation = {
            id(node.value)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(module.tree):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
            for given in (text if id(node) not in documentation else None, name):
                if (
                    given
                    and words.search(given)
                    and given not in ("GUARDIAN", "CLAIM_YEARS")
                    and "retention" not in given
                ):
                    wrong.append(f"{module.name}:{node.lineno} {given[:60]}")
    assert [place for place in wrong if not place.endswith(" claim")] == []
