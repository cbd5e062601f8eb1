"""Faults are counted: each spoils the calls it names, in the order it names, and no others."""

from simulator.faults import Call, Fault, FaultPlan

ONE = Call("ItfResidentData", "GetResidents", "p-one")
OTHER = Call("rpx", "unitlist", "5446271")


def kinds(plan, calls):
    return [fault.kind if (fault := plan.due(call)) else None for call in calls]


def test_a_fault_is_due_from_its_first_call_on_so_many_times():
    plan = FaultPlan([Fault("timeout", first=2, times=2)])
    assert kinds(plan, [ONE] * 5) == [None, "timeout", "timeout", None, None]


def test_a_fault_without_an_end_lasts():
    assert kinds(FaultPlan([Fault("bad gateway", times=None)]), [ONE] * 3) == ["bad gateway"] * 3


def test_only_matching_calls_are_counted():
    plan = FaultPlan([Fault("malformed", service="rpx", method="unitlist", property_code="5446271", first=2)])
    others = [ONE, Call("rpx", "unitlist", "1"), Call("rpx", "getsitelist", "5446271")]
    assert kinds(plan, [*others, OTHER, *others, OTHER, OTHER]) == [None] * 7 + ["malformed", None]


def test_the_first_planned_fault_wins_and_the_others_count_on():
    plan = FaultPlan([Fault("timeout"), Fault("cut connection", first=2)])
    assert kinds(plan, [ONE] * 3) == ["timeout", "cut connection", None]


def test_faults_can_be_added_and_calls_are_remembered():
    plan = FaultPlan()
    assert plan.due(ONE) is None
    plan.add(Fault("empty"))
    assert plan.due(OTHER).kind == "empty"
    assert plan.calls == [ONE, OTHER]
