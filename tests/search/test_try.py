from common.access import ANONYMOUS
from search.services import Query, find, suggest
def test_try(library):
    for t in ["点单","點單","点単","点單","diandan","dd","家书","jiashu","zhangjiagang 志愿者","志愿者怎么点单","“一队两网三清单”","点单 -张家港","wenmingshijian","Dian Dan","百家桥","", "的", "。。","qwxz"]:
        r=find(Query(text=t),ANONYMOUS)
        print(t, r.total, r.relaxed, r.words, [(h.kind,h.object_id,h.exact) for h in r.hits], r.degraded)
    r=find(Query("點單"),ANONYMOUS)
    for h in r.hits: print(h.title_html,"|",h.snippet_html,h.date,h.unit_name,h.url,h.kind_label)
    for f in r.facets: print(f)
    for t in ["点","dd","dian","zjg","杨","baij","志愿 点"]:
        print(t,[(s.label,s.query,s.count,s.url,s.kind_label) for s in suggest(t,ANONYMOUS)])
    assert 0
