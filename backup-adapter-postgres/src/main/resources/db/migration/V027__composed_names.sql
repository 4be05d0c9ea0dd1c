-- Names are looked up in their composed form (NFC), in which they are stored since names are checked. One that was stored
-- before, in another form, is composed now. Where another organization has the composed name, the id tells them apart.
update vault.organization o
   set name = case
                when (select count(*) from vault.organization x where normalize(x.name) = normalize(o.name)) = 1
                then normalize(o.name)
                else left(normalize(o.name), 80) || ' ' || o.id
              end
 where o.name is not normalized;
