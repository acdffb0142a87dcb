"""The forms of bills: each known by its columns, and what is none is refused by its place."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.errors import RecordError
from countenance.record.bill import Billed, Form, parse_bill

DAY = date(2026, 11, 22)
PAGE = {
    "object": "page",
    "data": [
        {
            "object": "bucket", "start_time": 1795305600, "end_time": 1795392000,
            "results": [
                {"object": "organization.usage.completions.result", "input_tokens": 1000,
                 "output_tokens": 500, "num_model_requests": 5, "model": "gpt-4o"},
            ],
        },
    ],
    "has_more": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form", "lines"),
    [
        ("time,model,requests\n2026-11-22,m,7\n", Form.PLAIN, [Billed(DAY, "m", 7, None)]),
        ("model,tokens,time\nm,9,2026-11-22T23:59:59Z\n", Form.PLAIN,
         [Billed(DAY, "m", None, 9)]),
        ("time,model,requests,tokens\n2026-11-23T00:30:00+02:00,m,7,\n", Form.PLAIN,
         [Billed(DAY, "m", 7, None)]),
        ("start_time,end_time,start_time_iso,model,num_model_requests,input_tokens,output_tokens\n"
         "1795305600,1795392000,x,gpt-4o,5,1000,500\n", Form.OPENAI,
         [Billed(DAY, "gpt-4o", 5, 1500)]),
        ("timestamp,n_requests,operation,snapshot_id,n_context_tokens_total,"
         "n_generated_tokens_total\n1795305600,5,chat,gpt-4,10,20\n", Form.OPENAI_ACTIVITY,
         [Billed(DAY, "gpt-4", 5, 30)]),
        ("Date,MeterCategory,MeterName,Quantity,UnitOfMeasure,CostInBillingCurrency\n"
         "11/22/2026,Cognitive Services,gpt-4o-0806-Inp-glbl Tokens,1.5,1K,0.1\n"
         "11/22/2026,Storage,LRS Data Stored,3,1 GB/Month,0.1\n", Form.AZURE_COST,
         [Billed(DAY, "gpt-4o-0806-Inp-glbl Tokens", None, 1500)]),
        ("\ufeffdate,meterName,quantity,unitOfMeasure\n2026-11-22,gpt Tokens,2,1M\n",
         Form.AZURE_COST, [Billed(DAY, "gpt Tokens", None, 2_000_000)]),
        (json.dumps(PAGE) + "\n" + json.dumps(PAGE), Form.OPENAI,
         [Billed(DAY, "gpt-4o", 5, 1500)] * 2),
        (json.dumps([PAGE]), Form.OPENAI, [Billed(DAY, "gpt-4o", 5, 1500)]),
        ("time,model,requests\n", Form.PLAIN, []),
    ],
)  # fmt: skip
def test_each_form_is_known_by_its_columns(text: str, form: Form, lines: list[Billed]) -> None:
    assert parse_bill(text) == (form, tuple(lines))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "none"),
        ("day,model,calls\n", "calls, day, model"),
        ("time,model,requests\n2026-11-22,m\n", "line 2: it has more or fewer fields"),
        ("time,model,requests\n2026-11-22,m,7,8\n", "line 2: it has more or fewer fields"),
        ("time,model,requests\n2026-11-22,m,seven\n", "line 2"),
        ("time,model,requests\n2026-11-22,m,-7\n", "`-7` is not a count"),
        ("time,model,requests\n2026-11-22,m,1.5\n", "`1.5` is not a count"),
        ("time,model,requests\nyesterday,m,7\n", "`yesterday` is no time"),
        ("time,model,requests\n4366052919373479744,m,7\n", "`4366052919373479744` is no time"),
        ("time,model,requests\n99999999999999999999/1/2026,m,7\n", "is no time"),
        ("time,model,requests,tokens\n2026-11-22,m,,\n", "neither"),
        ("date,meterName,quantity,unitOfMeasure\n2026-11-22,a,2,12 tokens\n", "expected 1K"),
        ("time,model,requests\n2026-11-22," + "m" * 200_000 + ",7\n", "not a CSV"),
        ("[", "not JSON"),
        ('{"data": 7}', "not a page of usage"),
        ('{"data": [{"start_time": 1795305600, "results": [{}]}]}', "not a page of usage"),
        ('{"data": [{"start_time": 1, "results": [{"model": null}]}]}', "group_by=model"),
        ('{"data": [{"start_time": 4366052919373479744, "results": []}]}', "not a page of usage"),
        ("[" * 100_000, "not JSON"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_by_its_place(text: str, said: str) -> None:
    with pytest.raises(RecordError, match=said.replace("(", r"\(")) as wrong:
        parse_bill(text, "usage.csv")

    assert str(wrong.value).startswith("usage.csv")


@given(st.text() | st.text("timemodel,requests0123456789\n\"", max_size=80)
    | st.text('{}[]":,data1', max_size=60))  # fmt: skip
def test_whatever_a_file_holds_it_is_a_bill_or_refused(text: str) -> None:
    try:
        _, lines = parse_bill(text)
    except RecordError:
        return

    assert all(isinstance(line, Billed) for line in lines)
