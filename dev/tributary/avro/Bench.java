package dev.tributary.avro;
import java.io.*; import java.util.*; import java.nio.file.*;
import org.apache.avro.*; import org.apache.avro.generic.*; import org.apache.kafka.common.serialization.*;
public class Bench {
  static Schema env(boolean tail){
    Schema micros = SchemaBuilder.builder().longType(); micros.addProp("connect.name","io.debezium.time.MicroTimestamp");
    Schema value = SchemaBuilder.record("Value").namespace("cdc.public.orders").fields().requiredInt("id").optionalInt("user_id").optionalString("product_name").optionalInt("quantity").name("order_date").type(Schema.createUnion(Schema.create(Schema.Type.NULL),micros)).withDefault(null).endRecord();
    Schema nv = Schema.createUnion(Schema.create(Schema.Type.NULL), value);
    Schema source = SchemaBuilder.record("Source").namespace("io.debezium.connector.postgresql").fields().requiredString("version").requiredString("connector").requiredString("name").requiredLong("ts_ms").name("snapshot").type(Schema.createUnion(Schema.create(Schema.Type.STRING),Schema.create(Schema.Type.NULL))).withDefault("false").requiredString("db").optionalString("sequence").optionalLong("ts_us").optionalLong("ts_ns").requiredString("schema").requiredString("table").optionalLong("txId").optionalLong("lsn").optionalLong("xmin").endRecord();
    Schema tx = SchemaBuilder.record("block").namespace("event").fields().requiredString("id").requiredLong("total_order").requiredLong("data_collection_order").endRecord();
    SchemaBuilder.FieldAssembler<Schema> f = SchemaBuilder.record("Envelope").namespace("cdc.public.orders").fields().name("before").type(nv).withDefault(null).name("after").type(nv).withDefault(null).name("source").type(source).noDefault().name("transaction").type(Schema.createUnion(Schema.create(Schema.Type.NULL),tx)).withDefault(null).requiredString("op");
    if(tail) f=f.optionalLong("ts_ms").optionalLong("ts_us").optionalLong("ts_ns");
    return f.endRecord();
  }
  static byte[] event(int id, Schema env, Random r, boolean tail){
    GenericRecord v=new GenericData.Record(env.getField("after").schema().getTypes().get(1));
    v.put("id", 1+r.nextInt(2_000_000)); v.put("user_id", 1+r.nextInt(100_000)); v.put("product_name", List.of("Portable slide rule","Lamp","Collapsible bookshelf, oak","Zażółć gęślą jaźń").get(r.nextInt(4))); v.put("quantity", 1+r.nextInt(20)); v.put("order_date", 1_760_000_000_000_000L+r.nextInt());
    long lsn=30_000_000L+r.nextInt(1_000_000_000); long ms=1_760_000_000_000L+r.nextInt(1000000);
    GenericRecord s=new GenericData.Record(env.getField("source").schema());
    s.put("version","3.7.0.Final"); s.put("connector","postgresql"); s.put("name","cdc"); s.put("ts_ms",ms); s.put("snapshot","false"); s.put("db","shop"); s.put("sequence","[\""+lsn+"\",\""+(lsn+56)+"\"]"); s.put("ts_us",ms*1000+3); s.put("ts_ns",ms*1000000+3000); s.put("schema","public"); s.put("table","orders"); s.put("txId",700L+r.nextInt(100000)); s.put("lsn",lsn);
    GenericRecord e=new GenericData.Record(env); e.put("after",v); e.put("source",s); e.put("op", r.nextInt(3)==0?"u":"c");
    if(tail){e.put("ts_ms",ms+5); e.put("ts_us",(ms+5)*1000); e.put("ts_ns",(ms+5)*1000000);}
    return Payloads.of(id, env, e);
  }
  static Deserializer<Long> plan(InMemoryRegistry reg, Schema reader){
    FlatSchema fs=FlatSchema.of(reader); int[] l={fs.leaf("after.id"),fs.leaf("after.user_id"),fs.leaf("after.quantity"),fs.leaf("after.order_date"),fs.leaf("source.ts_us"),fs.leaf("source.lsn")};
    int pn=fs.leaf("after.product_name"), snap=fs.leaf("source.snapshot"), op=fs.leaf("op"), after=fs.group("after");
    return new ProjectingDeserializer<>(reg, reader, w->{}, r->{ long x=0; if(r.isPresent(after)) for(int i: l) x+= r.isNull(i)?0:r.getLong(i); x+=r.length(pn)+r.bytes()[r.start(pn)]; if(!r.textEquals(snap,"false")) x++; if(r.textEquals(op,"c")) x+=2; return x==0?null:BOX; });
  }
  static final Long BOX=5L; static long sink;
  static Deserializer<Long> avro(InMemoryRegistry reg, Schema reader){
    return new AvroDeserializer<>(reg, DatumReaderFactory.projecting(reader, r->{ GenericRecord a=(GenericRecord)r.get(0), s=(GenericRecord)r.get(1); long x=(Long)a.get(0)+(Long)a.get(1)+((String)a.get(2)).length()+(Integer)a.get(3)+(Long)a.get(4)+(Long)s.get(1)+(Long)s.get(2); if(!"false".equals(s.get(0))) x++; if("c".equals(r.get(2))) x+=2; return x==0?null:BOX; }));
  }
  static long cpu(){ return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(); }
  static long alloc(){ return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes(); }
  static void time(String name, Deserializer<Long> d, byte[][] p, int rounds){
    double best=1e9, bytes=0; List<String> all=new ArrayList<>();
    for(int k=0;k<8;k++){ long a=alloc(), t=cpu(); long x=0; for(int i=0;i<rounds;i++) for(byte[] b:p){ Long v=d.deserialize("t",b); x+=v; } long e=cpu()-t; sink+=x; double ns=(double)e/rounds/p.length; best=Math.min(best,ns); bytes=(double)(alloc()-a)/rounds/p.length; all.add("%.0f".formatted(ns)); }
    System.out.printf("%-22s best %.1f ns/record, %.1f B/record   %s%n",name,best,bytes,all);
  }
  static int end(byte[] b,int p,int l) throws IOException { return Varint.end(b,p,l,10); }
  static int text(byte[] b,int p,int l) throws IOException { int e=Varint.end(b,p,l,10); long n=Varint.longAt(b,p,e); if(n<0||n>l-e) throw new EOFException(); return e+(int)n; }
  static boolean isNull(byte[] b,int p,int l,int at) throws IOException { int i=b[p]; if(i<0||i>2) throw new EOFException(); return (i>>>1)==at; }
  static int optLong(byte[] b,int p,int l) throws IOException { if(isNull(b,p,l,0)) return p+1; return end(b,p+1,l); }
  static int rInt(byte[] b,int p,int l,FlatRecord r,int s) throws IOException { int e=Varint.end(b,p,l,5); r.number(s,Varint.intAt(b,p,e)); return e; }
  static int rLong(byte[] b,int p,int l,FlatRecord r,int s) throws IOException { int e=Varint.end(b,p,l,10); r.number(s,Varint.longAt(b,p,e)); return e; }
  static int rText(byte[] b,int p,int l,FlatRecord r,int s) throws IOException { int e=Varint.end(b,p,l,10); long n=Varint.longAt(b,p,e); if(n<0||n>l-e) throw new EOFException(); r.text(s,e,(int)n); return e+(int)n; }
  static void hand(byte[] b,int p,int l,FlatRecord r) throws IOException { r.start(b);
    if(!isNull(b,p,l,0)) throw new EOFException(); p++;
    if(!isNull(b,p++,l,0)) { r.enter(0); p=rInt(b,p,l,r,0); if(!isNull(b,p++,l,0)) p=rInt(b,p,l,r,1); if(!isNull(b,p++,l,0)) p=rText(b,p,l,r,2); if(!isNull(b,p++,l,0)) p=rInt(b,p,l,r,3); if(!isNull(b,p++,l,0)) p=rLong(b,p,l,r,4);}
    p=text(b,p,l);p=text(b,p,l);p=text(b,p,l);p=end(b,p,l); if(!isNull(b,p++,l,1)) p=rText(b,p,l,r,5);
    p=text(b,p,l); if(!isNull(b,p++,l,0)) p=text(b,p,l); if(!isNull(b,p++,l,0)) p=rLong(b,p,l,r,6); p=optLong(b,p,l); p=text(b,p,l);p=text(b,p,l); p=optLong(b,p,l); if(!isNull(b,p++,l,0)) p=rLong(b,p,l,r,7); p=optLong(b,p,l);
    if(!isNull(b,p++,l,0)) throw new EOFException(); p=rText(b,p,l,r,8); p=optLong(b,p,l);p=optLong(b,p,l);p=optLong(b,p,l); if(p!=l) throw new EOFException(); }
  static Deserializer<Long> hand(Schema reader){ FlatRecord r=new FlatRecord(FlatSchema.of(reader)); return (t,b)->{ try { hand(b,5,b.length,r);} catch(IOException e){throw new RuntimeException(e);} return r.getLong(0)==0?null:BOX; }; }
  static final byte[] TX=new byte[12*12], TL=new byte[12*7]; static { for(int k=0;k<12;k++){ TX[k*12]=22; for(int j=0;j<6;j++) TL[k*7+j]=(byte)0x81; TL[k*7+6]=1; } }
  static void calib(){ long x=1; for(int k=0;k<3;k++){ long t=cpu(), w=System.nanoTime(); for(int i=0;i<300_000_000;i++) x=x*31+i; sink+=x; System.out.printf("calib %.2f ns cpu, %.2f ns wall per 4 cycles%n",(cpu()-t)/3e8,(System.nanoTime()-w)/3e8);} }
  public static void main(String[] a) throws Exception {
    Schema reader=new Schema.Parser().parse(new File("/tmp/scratch/h-decode/streams-app/src/main/avro/OrderEnvelope.avsc"));
    InMemoryRegistry reg=new InMemoryRegistry(); Schema full=env(true), cut=env(false); int fid=reg.add(full), cid=reg.add(cut);
    Random r=new Random(1); int n=4096; byte[][] fp=new byte[n][], cp=new byte[n][]; long len=0; for(int i=0;i<n;i++){ long seed=r.nextLong(); fp[i]=event(fid,full,new Random(seed),true); cp[i]=event(cid,cut,new Random(seed),false); len+=fp[i].length; }
    System.out.println("bytes/record "+len/n);
    calib(); String which=a[0]; int rounds=which.equals("avro")?150:600;
    if(which.equals("plan")) { time("plan",plan(reg,reader),fp,rounds); }
    if(which.equals("one")) { byte[][] o=new byte[n][]; Arrays.fill(o,fp[0]); time("one",plan(reg,reader),o,rounds); }
    if(which.equals("none")) { FlatRecord r0=new FlatRecord(FlatSchema.of(reader)); time("start only",(t,b)->{ r0.start(b); r0.end(); return BOX; },fp,rounds); 
      byte[][] o=new byte[n][]; Arrays.fill(o,fp[0]); FlatRecord r1=new FlatRecord(FlatSchema.of(reader)); time("hand one",hand(reader),o,rounds);
      time("12 texts",(t,b)->{ try { int p=0; for(int k=0;k<12;k++) p=text(TX,p,TX.length); if(p!=TX.length) throw new RuntimeException(); } catch(IOException e){throw new RuntimeException(e);} return BOX; },o,rounds);
      time("12 longs",(t,b)->{ try { int p=0; for(int k=0;k<12;k++) p=end(TL,p,TL.length); if(p!=TL.length) throw new RuntimeException(); } catch(IOException e){throw new RuntimeException(e);} return BOX; },o,rounds);
      time("12 reads",(t,b)->{ try { int p=0; for(int k=0;k<12;k++) p=rLong(TL,p,TL.length,r1,k&7); if(p!=TL.length) throw new RuntimeException(); } catch(IOException e){throw new RuntimeException(e);} return BOX; },o,rounds); }
    if(which.equals("hand")) time("hand",hand(reader),fp,rounds);
    if(which.equals("cut")) { time("plan, no tail",plan(reg,reader),cp,rounds); }
    if(which.equals("both")) { Deserializer<Long> d=plan(reg,reader); for(int i=0;i<3;i++){ time("plan",d,fp,rounds/3); time("plan, no tail",d,cp,rounds/3);} }
    if(which.equals("avro")) time("avro",avro(reg,reader),fp,rounds);
  }
}
