"""Which category a word, a way down the tree or a whole sentence means, and when nobody can tell."""

import pytest

from exchange.intake.naming import CategoryNames, plain
from exchange.models import Category
from tests.exchange.intake.names import TREE, names

NAMES = names()


def tree(*rows: tuple[str, str, str]) -> CategoryNames:
    """`rows`: path, name, other names."""
    paths = [path for path, _name, _other in rows]
    return CategoryNames(
        Category(
            path=path,
            depth=len(path) // 4,
            name=name,
            other_names=other,
            numchild=sum(each.startswith(path) and len(each) == len(path) + 4 for each in paths),
        )
        for path, name, other in rows
    )


def called(found: Category | None) -> str | None:
    return found.name if found else None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("水电", "水电"),
        ("  水电 ", "水电"),
        ("修灯", "水电"),
        ("上门维修/水电", "水电"),
        ("上门维修 / 水电", "水电"),
        ("上门维修>水电", "水电"),
        ("上门维修-水电", "水电"),
        ("上门维修／水电", "水电"),
        ("健康/理发", "理发"),
        ("剪头", "理发"),
        ("智能手机", "学手机"),
        # A branch is no answer, nor is a way that does not exist, nor half a word.
        ("上门维修", None),
        ("健康/水电", None),
        ("水", None),
        ("火箭", None),
        ("", None),
        # What is hidden is not found by any of its names.
        ("已停", None),
        ("法律咨询", None),
    ],
)
def test_what_stands_in_a_cell(written: str, meant: str | None) -> None:
    assert called(NAMES.named(written)) == meant


@pytest.mark.parametrize("name", ["Wi-Fi", "0-3岁托育", "用水 - 用电", "K-12", "ＡＢ-１", "上网-报修"])
@pytest.mark.parametrize("how", ["name", "label"])
def test_a_name_with_a_stroke_of_its_own_is_found(name: str, how: str) -> None:
    found = tree(("0001", "便民", ""), ("00010001", name, ""), ("00010002", "别的", ""))
    leaf = found.leaves[0]
    assert found.named(name if how == "name" else found.label(leaf)) == leaf


@pytest.mark.parametrize("leaf", [path for path, _name, _other, children in TREE if not children and path != "0005"])
def test_every_label_of_the_template_leads_back(leaf: str) -> None:
    category = NAMES.by_path[leaf]
    assert NAMES.named(NAMES.label(category)) == category


def test_what_two_are_called_names_neither_unless_it_is_the_name_of_one() -> None:
    found = tree(("0001", "家政", "打扫"), ("0002", "环境", "打扫 保洁"), ("0003", "保洁", ""))
    assert found.named("打扫") is None
    assert called(found.named("保洁")) == "保洁"


def test_the_same_name_in_two_branches_needs_the_way() -> None:
    found = tree(("0001", "老人", ""), ("00010001", "讲座", ""), ("0002", "孩子", ""), ("00020001", "讲座", ""))
    assert found.named("讲座") is None
    assert found.named("孩子/讲座") == found.by_path["00020001"]


@pytest.mark.parametrize(
    ("text", "meant", "words"),
    [
        ("三组的路灯坏了", "水电", ("路灯",)),
        ("热水器漏水，水管也裂了", "水电", ("热水器", "水管")),
        ("老人行动不便，想请人来剪头发", "理发", ("剪头发",)),
        ("想测血糖、量血压", "量血压", ("测血糖", "量血压")),
        ("孩子放学后作业没人管", "辅导作业", ("作业",)),
        # The longest word decides.
        ("智能手机上怎么交水电费", "学手机", ("智能手机",)),
        # Of words of one length the greater number decides.
        ("修灯，理发，剪头", "理发", ("剪头", "理发")),
        # The only leaf of a wider category is meant by its name.
        ("河边环境不好", "清洁", ("环境",)),
        ("ＷＩＦＩ", None, ()),
        ("今天天气很好", None, ()),
        ("", None, ()),
        # A hidden one is never guessed.
        ("想要法律咨询", None, ()),
    ],
)
def test_what_a_sentence_speaks_of(text: str, meant: str | None, words: tuple[str, ...]) -> None:
    guess = NAMES.guess(text)
    assert (guess and guess.category.name, guess.words if guess else ()) == (meant, words)


def test_a_word_within_a_longer_one_speaks_once() -> None:
    guess = NAMES.guess("请人剪头发")
    assert guess is not None
    assert guess.words == ("剪头发",)


@pytest.mark.parametrize("text", ["打扫一下", "请来打扫"])
def test_two_that_are_equally_meant_are_not_guessed(text: str) -> None:
    assert tree(("0001", "家政", "打扫"), ("0002", "环境", "打扫")).guess(text) is None


def test_the_name_of_a_branch_with_several_leaves_speaks_for_none() -> None:
    assert NAMES.guess("上门维修什么时候来") is None


def test_one_character_speaks_for_nothing() -> None:
    assert tree(("0001", "电", "水")).guess("停电又停水") is None


@pytest.mark.parametrize(
    ("open_branch", "open_leaf", "found"), [(True, True, 1), (True, False, 0), (False, True, 0), (False, False, 0)]
)
def test_only_open_leaves_of_open_branches_can_be_asked_for(open_branch: bool, open_leaf: bool, found: int) -> None:
    tree = CategoryNames(
        [
            Category(path="0001", depth=1, name="维修", numchild=1, is_open=open_branch),
            Category(path="00010001", depth=2, name="水电", numchild=0, is_open=open_leaf),
        ]
    )
    assert len(tree.leaves) == found
    assert (tree.named("水电") is not None) is bool(found)
    assert (tree.guess("修水电") is not None) is bool(found)


def test_the_wider_ones_stand_behind_the_narrow_one() -> None:
    leaf = NAMES.by_path["00010001"]
    assert [each.name for each in NAMES.above(leaf)] == ["水电", "上门维修"]
    assert NAMES.label(leaf) == "上门维修/水电"
    assert NAMES.label(NAMES.by_path["0005"]) == "已停"


@pytest.mark.parametrize(("text", "same"), [("ＡＢ", "ab"), ("Wi-Fi", "wi-fi"), ("１２３４５", "12345"), ("ß", "ss")])
def test_width_and_case_tell_nothing(text: str, same: str) -> None:
    assert plain(text) == same
